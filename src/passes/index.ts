import type { Pass } from './pass.ts';
import { spellNumbers } from './spell-numbers.ts';
import { carryObject } from './carry-object.ts';
import { foldConstants } from './fold-constants.ts';
import { allowLongLines } from './allow-long-lines.ts';
import { answerPurges } from './answer-purges.ts';
import { announceHttp3 } from './announce-http3.ts';
import { applyRows } from './apply-rows.ts';
import { convertTypes } from './convert-types.ts';
import { keepBackendNames } from './keep-backend-names.ts';
import { keepUnset } from './keep-unset.ts';
import { lowerCacheState } from './lower-cache-state.ts';
import { lowerCaptures } from './lower-captures.ts';
import { lowerSubfields } from './lower-subfields.ts';
import { lowerHeaderLines } from './lower-header-lines.ts';
import { lowerSetCookie } from './lower-set-cookie.ts';
import { lowerDynamicHeaders } from './lower-dynamic-headers.ts';
import { lowerConditionals } from './lower-conditionals.ts';
import { lowerFunctions } from './lower-functions.ts';
import { lowerGotos } from './lower-gotos.ts';
import { followPatterns } from './follow-patterns.ts';
import { knowEntries } from './know-entries.ts';
import { lowerSwitches } from './lower-switches.ts';
import { lowerTables } from './lower-tables.ts';
import { nameErrors } from './name-errors.ts';
import { placeSnippets } from './place-snippets.ts';
import { printUnset } from './print-unset.ts';
import { spellBooleans } from './spell-booleans.ts';
import { beforeReceive } from './before-receive.ts';
import { commentUnreadable } from './comment-unreadable.ts';
import { carryResponse } from './carry-response.ts';
import { carryRequest } from './carry-request.ts';
import { countRestarts } from './count-restarts.ts';
import { dropUnset } from './drop-unset.ts';
import { cutRecursion } from './cut-recursion.ts';
import { dropMarks } from './drop-marks.ts';
import { expandPlatform } from './expand-platform.ts';
import { keepReason } from './keep-reason.ts';
import { limitRestarts } from './limit-restarts.ts';
import { lowerEsi } from './lower-esi.ts';
import { lowerErrors } from './lower-errors.ts';
import { lowerFetch } from './lower-fetch.ts';
import { lowerLifetimes } from './lower-lifetimes.ts';
import { lowerNegotiation } from './lower-negotiation.ts';
import { lowerNumberBases } from './lower-number-bases.ts';
import { lowerRandomStrings } from './lower-random-strings.ts';
import { lowerRequestBody } from './lower-request-body.ts';
import { lowerSaintmode } from './lower-saintmode.ts';
import { lowerSocketOptions } from './lower-socket-options.ts';
import { lowerStale } from './lower-stale.ts';
import { keepUnused } from './keep-unused.ts';
import { lowerAcls } from './lower-acls.ts';
import { lowerBase64Bodies } from './lower-base64-bodies.ts';
import { lowerBackends } from './lower-backends.ts';
import { lowerDirectors } from './lower-directors.ts';
import { lowerRateLimits } from './lower-rate-limits.ts';
import { overrideHost } from './override-host.ts';
import { refuseIllegal } from './refuse-illegal.ts';
import { refuseUnavailable } from './refuse-unavailable.ts';
import { endHeaders } from './end-headers.ts';
import { renameClashes } from './rename-clashes.ts';
import { stubMissing } from './stub-missing.ts';
import { addHelpers } from './add-helpers.ts';
import { lowerUpgrades } from './lower-upgrades.ts';
import { mergeStates } from './merge-states.ts';
import { mergeSubroutines } from './merge-subroutines.ts';
import { shareDeliver } from './share-deliver.ts';
import { specialiseSubroutines } from './specialise-subroutines.ts';
import { splitMissAndPass } from './split-miss-and-pass.ts';
import { storeCarriers } from './store-carriers.ts';
import { tellLocalResponses } from './tell-local-responses.ts';
import { storeLocals } from './store-locals.ts';
import { addMacros } from './add-macros.ts';
import { checkTypes } from './check-types.ts';
import { collectBodies } from './collect-bodies.ts';
import { completeBackends } from './complete-backends.ts';
import { declareDirectors } from './declare-directors.ts';
import { declareLocals } from './declare-locals.ts';
import { giveErrorPage } from './give-error-page.ts';
import { guardDivisions } from './guard-divisions.ts';
import { guardStale } from './guard-stale.ts';
import { guardUnset } from './guard-unset.ts';
import { gzipForBrotli } from './gzip-for-brotli.ts';
import { indexSurrogateKeys } from './index-surrogate-keys.ts';
import { inferLocals } from './infer-locals.ts';
import { inlineBuiltin } from './inline-builtin.ts';
import { joinErrorStates } from './join-error-states.ts';
import { joinFetchStates } from './join-fetch-states.ts';
import { leaveOutUnavailable } from './leave-out-unavailable.ts';
import { lowerArithmetic } from './lower-arithmetic.ts';
import { lowerPurges } from './lower-purges.ts';
import { lowerResponses } from './lower-responses.ts';
import { mirrorRequests } from './mirror-requests.ts';
import { noteScopes } from './note-scopes.ts';
import { orderDeclarations } from './order-declarations.ts';
import { plainAcls } from './plain-acls.ts';
import { resetReasons } from './reset-reasons.ts';
import { skipHash } from './skip-hash.ts';
import { spellStale } from './spell-stale.ts';
import { spellValues } from './spell-values.ts';
import { tellNodes } from './tell-nodes.ts';
import { tellDifferences } from './tell-differences.ts';

/** Every pass, in the order in which they run; the comments say why it is this order. */
export const passes: readonly Pass[] = [
  dropMarks,
  // Nothing after this meets text without a meaning.
  commentUnreadable,
  // After what could not be read has become a remark: it says nothing about a place.
  placeSnippets,
  cutRecursion,
  // Names that the target takes, for everything that is used, before anything is made of them.
  renameClashes,
  stubMissing,
  // Everything after this sees one body for each state, and no fall-through.
  mergeStates,
  inferLocals,
  // Both look at the code as it is written.
  inlineBuiltin,
  declareDirectors,
  expandPlatform,
  // From here on every subroutine is part of one state, and words mean what they mean there.
  specialiseSubroutines,
  refuseIllegal,
  // From two threads to one. Decisions of the fetch first: they tell what reaches the code for errors. The request to the origin
  // is a state of its own until everything that others put before it is there.
  lowerPurges,
  lowerResponses,
  mirrorRequests,
  joinErrorStates,
  collectBodies,
  resetReasons,
  joinFetchStates,
  limitRestarts,
  nameErrors,
  lowerRateLimits,
  lowerSwitches,
  // After the switches, which leave jumps behind them.
  lowerGotos,
  lowerFunctions,
  followPatterns,
  knowEntries,
  spellStale,
  // One choice at a time: rows may say a value twice.
  lowerConditionals,
  // While the conditions are those of the source: a match that the translation adds would leave no groups behind.
  lowerCaptures,
  lowerSubfields,
  lowerHeaderLines,
  lowerSetCookie,
  lowerDynamicHeaders,
  gzipForBrotli,
  lowerNegotiation,
  lowerNumberBases,
  lowerSocketOptions,
  lowerRandomStrings,
  lowerRequestBody,
  lowerEsi,
  announceHttp3,
  // Names first: what is not set, and how a value prints, depends on what gives it.
  applyRows,
  leaveOutUnavailable,
  foldConstants,
  // Literals are joined, and calls are those of the target.
  endHeaders,
  printUnset,
  dropUnset,
  spellBooleans,
  spellNumbers,
  // The texts of booleans, and of what is not set, are choices, too.
  lowerConditionals,
  keepUnset,
  // Whether a value is set may be known.
  foldConstants,
  convertTypes,
  // A number that is converted may be zero then.
  guardDivisions,
  // Sums are taken apart while they are sums; then every value is what it will be printed as.
  lowerArithmetic,
  spellValues,
  guardUnset,
  // The machine. The order of what a request meets, but for the delivery: others put their own code before it.
  // It ends the code for errors where nothing is there: with a response, as the other ways out.
  guardStale,
  giveErrorPage,
  shareDeliver,
  carryObject,
  tellLocalResponses,
  lowerFetch,
  // Needs the ends of fetches that lower-fetch wrote.
  lowerStale,
  indexSurrogateKeys,
  lowerErrors,
  lowerLifetimes,
  tellNodes,
  splitMissAndPass,
  // First in each state, before what leaves it early.
  lowerCacheState,
  lowerUpgrades,
  // Things: after the request to the origin has a state of its own, and before what is carried over to it. The Host is told by
  // properties that lower-backends leaves out, and by directors that lower-directors makes objects of.
  overrideHost,
  lowerDirectors,
  lowerSaintmode,
  lowerBackends,
  lowerAcls,
  // After all code of the fetch is in its place.
  carryRequest,
  carryResponse,
  // The ways out of the code for requests are those of the source still.
  skipHash,
  answerPurges,
  countRestarts,
  keepReason,
  beforeReceive,
  // A lookup is a value until here: it has gone where its statement went, and looks at what is there.
  lowerTables,
  // What is left now is what no pass could do.
  // The bytes are no text: nothing after the conversions looks at them.
  lowerBase64Bodies,
  refuseUnavailable,
  checkTypes,
  addHelpers,
  // After every pass that may add values.
  keepBackendNames,
  storeCarriers,
  storeLocals,
  completeBackends,
  plainAcls,
  // Nothing after this adds code to states but for what the target wants there.
  tellDifferences,
  allowLongLines,
  declareLocals,
  addMacros,
  mergeSubroutines,
  // Now it shows what is used, and which extensions are imported.
  keepUnused,
  renameClashes,
  orderDeclarations,
  noteScopes,
];
