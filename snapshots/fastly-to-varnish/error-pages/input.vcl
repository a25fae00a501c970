backend F_app {
  .host = "192.0.2.20";
  .port = "8080";
}

sub vcl_recv {
  #FASTLY recv
  set req.backend = F_app;

  # Nobody needs these
  if (req.url.path ~ "\.(?:php|asp|cgi)$") {
    error 404;
  }
  if (req.method == "TRACE") {
    error 405 "Method Not Allowed";
  }
  return(lookup);
}

sub vcl_fetch {
  #FASTLY fetch
  if (beresp.status >= 500 && beresp.status < 600) {
    error beresp.status beresp.response;
  }
  return(deliver);
}

sub vcl_error {
  #FASTLY error
  set obj.http.Content-Type = "text/html; charset=utf-8";

  if (obj.status == 404) {
    synthetic {"<!doctype html>
<title>Not found</title>
<p>There is no "} req.url.path {" here.</p>
"};
    return(deliver);
  }

  if (obj.status == 405) {
    set obj.http.Allow = "GET, HEAD, POST";
    synthetic "";
    return(deliver);
  }

  /* what the origin could not do */
  if (obj.status >= 500) {
    set obj.http.Retry-After = "30";
    set obj.http.Cache-Control = "no-store";
    synthetic {"<!doctype html><title>"} obj.status {"</title><p>Back in a minute. ("} req.xid {")</p>"};
    return(deliver);
  }
}

sub vcl_deliver {
  #FASTLY deliver
  set resp.http.Strict-Transport-Security = "max-age=31536000";
  return(deliver);
}
