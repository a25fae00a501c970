import type { Pass } from './pass.ts';
import { carryObject } from './carry-object.ts';
import { foldConstants } from './fold-constants.ts';
import { applyRows } from './apply-rows.ts';
import { convertTypes } from './convert-types.ts';
import { keepUnset } from './keep-unset.ts';
import { nameErrors } from './name-errors.ts';
import { printUnset } from './print-unset.ts';
import { spellBooleans } from './spell-booleans.ts';
import { beforeReceive } from './before-receive.ts';
import { commentUnreadable } from './comment-unreadable.ts';
import { carryRequest } from './carry-request.ts';
import { countRestarts } from './count-restarts.ts';
import { dropMarks } from './drop-marks.ts';
import { expandPlatform } from './expand-platform.ts';
import { keepReason } from './keep-reason.ts';
import { limitRestarts } from './limit-restarts.ts';
import { lowerErrors } from './lower-errors.ts';
import { lowerFetch } from './lower-fetch.ts';
import { lowerLifetimes } from './lower-lifetimes.ts';
import { lowerStale } from './lower-stale.ts';
import { addHelpers } from './add-helpers.ts';
import { mergeStates } from './merge-states.ts';
import { mergeSubroutines } from './merge-subroutines.ts';
import { shareDeliver } from './share-deliver.ts';
import { specialiseSubroutines } from './specialise-subroutines.ts';
import { splitMissAndPass } from './split-miss-and-pass.ts';
import { storeCarriers } from './store-carriers.ts';
import { storeLocals } from './store-locals.ts';

/** Every pass, in the order in which they run; the comments say why it is this order. */
export const passes: readonly Pass[] = [
  dropMarks,
  // Nothing after this meets text without a meaning.
  commentUnreadable,
  // Everything after this sees one body for each state, and no fall-through.
  mergeStates,
  expandPlatform,
  // From here on every subroutine is part of one state, and words mean what they mean there.
  specialiseSubroutines,
  limitRestarts,
  nameErrors,
  // Names first: what is not set, and how a value prints, depends on what gives it.
  applyRows,
  foldConstants,
  printUnset,
  spellBooleans,
  keepUnset,
  convertTypes,
  // The machine. The order of what a request meets, but for the delivery: others put their own code before it.
  shareDeliver,
  carryObject,
  lowerFetch,
  // Needs the ends of fetches that lower-fetch wrote.
  lowerStale,
  lowerErrors,
  lowerLifetimes,
  splitMissAndPass,
  // After all code of the fetch is in its place.
  carryRequest,
  countRestarts,
  keepReason,
  beforeReceive,
  addHelpers,
  // After every pass that may add values.
  storeCarriers,
  storeLocals,
  mergeSubroutines,
];
