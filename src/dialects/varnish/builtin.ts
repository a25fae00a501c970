import * as make from '../../ir/make.ts';
import type { Body } from '../../ir/model.ts';
import type { State } from '../../ir/states.ts';

const page = (message: 'resp' | 'beresp', request: 'req' | 'bereq'): string => `
  # What Varnish does by itself here (builtin.vcl)
  set ${message}.http.Content-Type = "text/html; charset=utf-8";
  set ${message}.http.Retry-After = "5";
  set ${message}.body = {"<!DOCTYPE html>
<html>
  <head>
    <title>"} + ${message}.status + " " + ${message}.reason + {"</title>
  </head>
  <body>
    <h1>Error "} + ${message}.status + " " + ${message}.reason + {"</h1>
    <p>"} + ${message}.reason + {"</p>
    <h3>Guru Meditation:</h3>
    <p>XID: "} + ${request}.xid + {"</p>
    <hr>
    <p>Varnish cache server</p>
  </body>
</html>
"};`;

/**
 * What Varnish 7.1 does where the code of a state ends without a return (users-guide/vcl-built-in-subs, vcl-built-in-code).
 * What only the engine can see is left out: the preface of HTTP/2, and the body of a GET request.
 */
export const builtinCode = `
sub vcl_builtin_recv {
  # What Varnish does by itself here (builtin.vcl)
  call vcl_req_host;
  call vcl_req_method;
  call vcl_req_authorization;
  call vcl_req_cookie;
}
sub vcl_req_host {
  if (req.http.Host ~ "[[:upper:]]") {
    set req.http.Host = req.http.Host.lower();
  }
  if (!req.http.Host && req.esi_level == 0 && req.proto == "HTTP/1.1") {
    return (synth(400));
  }
}
sub vcl_req_method {
  if (req.method != "GET" && req.method != "HEAD" && req.method != "PUT" && req.method != "POST" && req.method != "TRACE" &&
      req.method != "OPTIONS" && req.method != "DELETE" && req.method != "PATCH") {
    return (pipe);
  }
  if (req.method != "GET" && req.method != "HEAD") {
    return (pass);
  }
}
sub vcl_req_authorization {
  if (req.http.Authorization) {
    return (pass);
  }
}
sub vcl_req_cookie {
  if (req.http.Cookie) {
    return (pass);
  }
}
sub vcl_builtin_hash {
  # What Varnish does by itself here (builtin.vcl)
  hash_data(req.url);
  if (req.http.Host) {
    hash_data(req.http.Host);
  } else {
    hash_data(server.ip);
  }
}
sub vcl_builtin_pipe {}
sub vcl_builtin_pass {}
sub vcl_builtin_purge {}
sub vcl_builtin_hit {}
sub vcl_builtin_miss {}
sub vcl_builtin_deliver {}
sub vcl_builtin_synth {${page('resp', 'req')}
}
sub vcl_builtin_backend_fetch {}
sub vcl_builtin_backend_response {
  if (bereq.uncacheable) {
    return (deliver);
  }
  # What Varnish does by itself here (builtin.vcl)
  call vcl_beresp_stale;
  call vcl_beresp_cookie;
  call vcl_beresp_control;
  call vcl_beresp_vary;
}
sub vcl_beresp_stale {
  if (beresp.ttl <= 0s) {
    call vcl_beresp_hitmiss;
  }
}
sub vcl_beresp_cookie {
  if (beresp.http.Set-Cookie) {
    call vcl_beresp_hitmiss;
  }
}
sub vcl_beresp_control {
  if (beresp.http.Surrogate-Control ~ "(?i)no-store" ||
      (!beresp.http.Surrogate-Control && beresp.http.Cache-Control ~ "(?i:no-cache|no-store|private)")) {
    call vcl_beresp_hitmiss;
  }
}
sub vcl_beresp_vary {
  if (beresp.http.Vary == "*") {
    call vcl_beresp_hitmiss;
  }
}
sub vcl_beresp_hitmiss {
  set beresp.ttl = 120s;
  set beresp.uncacheable = true;
  return (deliver);
}
sub vcl_builtin_backend_error {${page('beresp', 'bereq')}
}
`;

const hooks: Readonly<Partial<Record<State, string>>> = {
  receive: 'vcl_builtin_recv',
  hash: 'vcl_builtin_hash',
  pipe: 'vcl_builtin_pipe',
  pass: 'vcl_builtin_pass',
  purge: 'vcl_builtin_purge',
  hit: 'vcl_builtin_hit',
  miss: 'vcl_builtin_miss',
  deliver: 'vcl_builtin_deliver',
  synth: 'vcl_builtin_synth',
  'backend-request': 'vcl_builtin_backend_fetch',
  'backend-response': 'vcl_builtin_backend_response',
  'backend-error': 'vcl_builtin_backend_error',
};

/** What a state runs where its code ends without a return. */
export function builtinCall(state: State): Body {
  const hook = hooks[state];
  return hook === undefined ? [] : [make.callSubroutine(hook)];
}
