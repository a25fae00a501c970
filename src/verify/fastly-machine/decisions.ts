/**
 * What no source says for certain, decided once. The code that follows a decision names it; whoever learns better changes it
 * here and there. `source` says what speaks for it: "fastly.md" is `reference/fastly.md` of the project's shared notes.
 */
export interface Decision {
  readonly question: string;
  readonly decided: string;
  readonly reason: string;
  readonly source: string;
}

const decision = (question: string, decided: string, reason: string, source: string): Decision => ({
  question,
  decided,
  reason,
  source,
});

export const decisions = {
  receiveDefault: decision(
    'What does vcl_recv do that ends without a return?',
    'lookup for GET, HEAD and FASTLYPURGE, pass for other methods',
    'The boilerplate tests it visibly, and the page names lookup for GET only',
    'fastly.md 2.1, 8 (1)',
  ),
  hashMissing: decision(
    'What is the key without a vcl_hash of its own?',
    'url, host and generation; with one, what it adds and the generation',
    'Generated VCL has it so',
    'fastly.md 2.1, 3.1',
  ),
  otherReturns: decision(
    'What do return(pipe) and return(challenge) in vcl_recv do?',
    'pipe hands the connection over as upgrade does; challenge goes on as lookup does',
    'The compiler lists them and no page describes them; a desk has nothing to challenge with',
    'fastly.md 2.1 (list of the compiler)',
  ),
  restartInErrorOfHash: decision(
    'What runs after error in vcl_recv?',
    'vcl_hash, then vcl_error',
    'The page of the statement says so; falco goes straight to vcl_error',
    'fastly.md 2.1, 7.2 (1)',
  ),
  clustering: decision(
    'Do changes to req in hit, miss and fetch reach deliver?',
    'Not for GET and HEAD that are looked up in the first round; they do after a pass in vcl_recv and after a restart',
    'The clustering guide. On the platform the two nodes are sometimes one, so nobody can rely on either',
    'fastly.md 2.3',
  ),
  macros: decision(
    'What does #FASTLY x do with no service around it?',
    'recv sets req.backend to the first backend, where nothing has set it; hash adds req.vcl.generation; deliver removes Surrogate-Control and Surrogate-Key unless Fastly-FF or Fastly-Debug is there, and does so as it begins where there is no macro; the others nothing',
    'What generated files have and every service shares. X-Served-By, X-Cache and X-Timer name machines that a desk does not have',
    'fastly.md 2.4, 3.1',
  ),
  hitForPassLifetime: decision(
    'How long does a hit-for-pass object live?',
    'beresp.ttl, held between 2 minutes and 1 hour',
    'Stated in guidance of the platform, not on a reference page',
    'fastly.md 2.5, 8 (9)',
  ),
  alwaysMissAndHitForPass: decision(
    'What does req.hash_always_miss do where a hit-for-pass object is found?',
    'It is a miss',
    'The variable forces a miss whatever the cache has; the lineage does not look at the object then',
    'variables/req-hash-always-miss',
  ),
  zeroLifetime: decision(
    'Is a response with a TTL of 0 stored?',
    'As an object that is out of date at once: it can be revalidated, and used stale within its windows; who waited for it fetches for himself',
    'The lineage stores it; reuse would break the TTL',
    'fastly.md 2.5',
  ),
  age: decision(
    'Is the Age of the origin taken off the TTL?',
    'Yes, for Surrogate-Control and Cache-Control; not for Expires, which is a point in time',
    'The page of the header Age has max-age=30 with Age: 10 as a TTL of 20',
    'fastly.md 2.5',
  ),
  ageOfPass: decision(
    'Does a response that was passed have the header Age?',
    'As every other: what the origin said, or 0',
    'Responses of the platform have it, whatever X-Cache says; the page of the header makes no exception',
    'http-headers/Age',
  ),
  expiresWithoutDate: decision(
    'How long may a response be used whose Expires is no date (0, -1)?',
    'Not at all: it is out of date',
    'RFC 9111, 5.3: an invalid date, especially 0, is a time in the past; the pages of the platform do not speak of it',
    'fastly.md 2.5',
  ),
  staleWindow: decision(
    'What makes stale.exists set?',
    'An object past its TTL and within the longer of its stale-while-revalidate and stale-if-error, as far as the request accepts them',
    'Stale content is what may still be used stale',
    'fastly.md 2.6',
  ),
  keep: decision(
    'How long is an object kept for revalidation?',
    'Until the storage needs its place',
    'Expiry does not delete an object',
    'fastly.md 2.5; concepts/cache/stale',
  ),
  revalidation: decision(
    'Does vcl_fetch run for a 304 that answers a conditional request of the cache?',
    'No. TTL, age and the headers of the 304 are taken over; stale windows where the 304 names them',
    'A blog of 2017–21 and the page of the header Age',
    'fastly.md 2.1, 8 (16)',
  ),
  conditionalOnMiss: decision(
    'When do If-None-Match and If-Modified-Since of the cache get into the request to the origin?',
    'When it is sent: vcl_miss does not see them. Those of the client are taken out of it before vcl_miss',
    'As the lineage does, where the filter of headers runs before vcl_miss',
    'fastly.md 4.4',
  ),
  headMiss: decision(
    'With what method is a miss fetched?',
    'GET, whatever the method of the request was; vcl_miss may change it',
    'HEAD is served from the objects of GET; Varnish 2.1 forces GET',
    'fastly.md 4.4',
  ),
  ranges: decision(
    'Who serves ranges?',
    'The cache, from a complete 200 response after vcl_deliver; Range is not sent on a miss. After a pass only with req.enable_range_on_pass',
    'As pages on ranges say for hits; for misses it follows from the object being complete',
    'fastly.md 4.4, 8 (12)',
  ),
  headersOfThePlatform: decision(
    'Do origins see Fastly-Orig-Accept-Encoding and Fastly-Purge-Requires-Auth?',
    'Yes, as any header of the request',
    'Origins that log their requests show the first; nothing says that the second is taken out, and configurations set it for every request',
    'fastly.md 4.4; logs of origins in public repositories',
  ),
  altSvc: decision(
    'What does h3.alt_svc() offer, and to whom?',
    'h3=":443";ma=86400, to every client of a desk: none of them speaks HTTP/3 already',
    'The offer matches what is supported now, and the drafts are not any more; the page names no exception but connections that use HTTP/3',
    'page of h3.alt_svc; page of the header Alt-Svc',
  ),
  hostHeader: decision(
    'When is .host_header put in?',
    'When the request is sent: bereq.http.Host does not show it',
    'Override host is a setting of the connection',
    'fastly.md 1.3, 8 (7)',
  ),
  forwardedFor: decision(
    'When is the address of the client added to X-Forwarded-For?',
    'On TLS connections only, when the request for the origin is made; for a fragment, too, whose request is a copy of one without it',
    'Generated VCL keeps it in Fastly-Temp-XFF and puts it into bereq; the page of the header names secure connections',
    'fastly.md 4.4, 8 (8)',
  ),
  backgroundFetch: decision(
    'What runs for a fetch in the background?',
    'vcl_recv, vcl_hash, vcl_miss and vcl_fetch, with the request as the client sent it; what ends elsewhere is dropped, without vcl_deliver and vcl_log',
    'vcl_recv is listed for it; there is no response to deliver',
    'fastly.md 2.1',
  ),
  errorObject: decision(
    'Is what vcl_error makes stored?',
    'No, whatever obj.ttl says',
    'No page says that it is',
    'fastly.md 2.6',
  ),
  errorBody: decision(
    'What is the body of an error without synthetic?',
    'A small HTML page with the status, Content-Type text/html; charset=utf-8',
    'The text is not documented; nothing should depend on it',
    'fastly.md 2.6, 8 (11)',
  ),
  failureText: decision(
    'What does obj.response say of a fetch that failed?',
    'Connection refused, Connection timed out, first byte timeout, between bytes timeout, backend read error, SSL handshake error, Backend is unhealthy, All backends failed or unhealthy, Quorum weight not reached, backend.max_conn reached, Response object too large',
    'The guide lists most of them; which of two near ones it is in a case is not always said',
    'fastly.md 2.6; guide "Fastly-generated 503 errors in VCL"',
  ),
  syntheticTwice: decision(
    'Which of two synthetic statements counts?',
    'The last',
    'The statement is described as setting the body; Varnish appends since 5',
    'fastly.md 1.4, 8 (18)',
  ),
  captureLifetime: decision(
    'How long do the groups of a match live?',
    'Until the next successful match of the request, over calls and states; a fetch in the background and a fragment have their own',
    'They survive calls by a fiddle; one thread runs all states',
    'fastly.md 4.3, 8 (13)',
  ),
  now: decision(
    'Is `now` constant for a request?',
    'For each subroutine; time.elapsed is read from the clock each time',
    'As the lineage does',
    'fastly.md 4.5, 8 (10)',
  ),
  gotoBlocks: decision(
    'Can goto jump into a block?',
    'Yes, forward; into a switch it cannot',
    'VCL becomes C there, where it can; a jump past the choice of a case means nothing that anybody describes',
    'fastly.md 8 (14)',
  ),
  varyStar: decision('What does Vary: * do?', 'The object fits no request', 'As RFC 9111 has it', 'fastly.md 2.7'),
  purgeToken: decision(
    'Which token opens a purge that Fastly-Purge-Requires-Auth protects?',
    'Any Fastly-Key, since a desk has no accounts; none is a 401',
    'The behaviour with and without a token can be tried',
    'fastly.md 2.7; guide "Authenticating URL purge requests via API"',
  ),
  purgeApi: decision(
    'How does a desk purge by key and everything?',
    'By the paths of the API, for requests to the host api.fastly.com: POST /service/ID/purge/KEY, /service/ID/purge with Surrogate-Key, /service/ID/purge_all',
    'The commands that people have work with another address',
    'fastly.md 2.7; reference/api/purging',
  ),
  missBody: decision(
    'Does the fetch of a miss take the body of the request along?',
    'No: it is a GET without a body, whatever the client sent',
    'What is stored is for every client; the lineage drops the body, too',
    'fastly.md 2.1',
  ),
  requestBody: decision(
    'Does the body of a request survive a restart?',
    'Yes, whole; req.body shows it up to 8 KB',
    'A desk has no reason to lose it',
    'fastly.md 2.4, 2.7',
  ),
  refusedMethods: decision(
    'Which methods are refused before vcl_recv?',
    'TRACE and CONNECT, with 405',
    'The platform is said to reject them',
    'fastly.md 2.7',
  ),
  limits: decision(
    'What happens beyond the limits of a request?',
    '414 for a URL over 8 KB, 431 for headers over 69 KB or 255 lines, 413 for a body over 32 MB, all without VCL; a Cookie over 32 KB is taken out and Fastly-Cookie-Overflow set',
    'The limits are documented, not all of the answers',
    'fastly.md 4.4',
  ),
  largeResponse: decision(
    'What happens to a response over the limit for objects?',
    'Over 20 MB, the limit without segmented caching: vcl_error with 503 "Response object too large"; 100 MB for what is passed',
    'A desk holds bodies in memory',
    'fastly.md 2.6, 2.7',
  ),
  date: decision(
    'What is the Date of a response?',
    'The time of the delivery, whatever the origin said; Age tells how old it is',
    'As the lineage does, and as responses of the platform are seen to be',
    'Varnish 2.1, RES_BuildHttp',
  ),
  streaming: decision(
    'Does beresp.do_stream change anything?',
    'No: a body is complete before vcl_deliver runs',
    'It changes when bytes come, not which',
    'fastly.md 2.7',
  ),
  saintmode: decision(
    'What does beresp.saintmode do?',
    'The backend counts as unhealthy for requests of the same key for that long',
    'Saint mode of Varnish 2.1, where the variable comes from',
    'fastly.md 6 (beresp.saintmode)',
  ),
  probeDefaults: decision(
    'What does a probe do that does not say how?',
    'GET / every 5 s, 5 s to answer, 3 of the last 5 good',
    'The defaults of a health check in the API, where the reference of VCL names none',
    'fastly.md 1.3 (probe), 3.4 (healthcheck)',
  ),
  probeInitial: decision(
    'Is a backend healthy before its first probe?',
    'If .initial reaches .threshold; without .initial it is',
    'It must be at least the threshold, or the backend starts sick',
    'fastly.md 1.3 (probe)',
  ),
  directorHash: decision(
    'Which member does a hash, client or chash director choose for a key?',
    'By SHA-256 of the key over the weights of all members, then the next healthy one; chash by a ring of SHA-256',
    'The function of the platform is not published: which member is chosen means nothing, that it is the same one does',
    'fastly.md 1.3 (director)',
  ),
  collapsing: decision(
    'What do requests that waited for a fetch do when its response is not stored?',
    'They look up again, one after another',
    'As the lineage does',
    'fastly.md 2.7',
  ),
  platformHeaders: decision(
    'Does the desk set X-Forwarded-Host, X-Forwarded-Server, X-Varnish, CDN-Loop and Fastly-Client?',
    'No: only what a configuration can see of the client, Fastly-Client-IP and Fastly-SSL; X-Forwarded-For for connections over TLS',
    'They name machines and sites of the platform that a desk does not have, and origins of a migration do not get them from it any more',
    'fastly.md 4.4',
  ),
  limitsNotKept: decision(
    'Which limits of the platform does the desk not keep?',
    'Log lines of 16 KB, surrogate keys of 1 KB, the workspace, and 96 lines in a response: longer ones work here',
    'They protect the platform; what a configuration does is the same below them',
    'fastly.md 4.4',
  ),
  timeOfRequest: decision(
    'Is an object fresh for a request that began again, when its lifetime was shorter than that took?',
    'What was stored since the request came is, if it has a lifetime, a window or a validator at all',
    'The lineage looks at the time of the request, which a restart does not change',
    'fastly.md 2.5',
  ),
  esiLimits: decision(
    'What stands where a fragment is left out, because it is nested too deeply or one too many?',
    'Nothing',
    'As the lineage does; the limits of 5 levels and 256 fragments are documented, what comes of the others is not',
    'fastly.md 2.7',
  ),
  compressedFragments: decision(
    'What does ESI do with a compressed body?',
    'Nothing: it is delivered as it is; beresp.gzip does not compress an object with ESI; a fragment that comes compressed is unpacked',
    'The body must not be compressed for ESI',
    'fastly.md 2.7',
  ),
  entityTagAfterGzip: decision('Does beresp.gzip change ETag?', 'No', 'No page says so', 'fastly.md 4.4'),
  defaultMode: decision(
    'Which variables of another subroutine have what value?',
    'Their default: 0, false, empty or not set. The compiler of the platform refuses the program',
    'A machine is not a linter; `vcl-port check` says it',
    'fastly.md 6',
  ),
} as const satisfies Readonly<Record<string, Decision>>;
