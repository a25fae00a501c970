backend F_static { .host = "192.0.2.30"; .port = "80"; }
backend F_app { .host = "192.0.2.31"; .port = "80"; }

sub vcl_recv {
#FASTLY recv
  if (req.url.path ~ "^/(assets|images)/") {
    set req.backend = F_static;
    unset req.http.Cookie;
  } else {
    set req.backend = F_app;
  }
  return(lookup);
}

sub vcl_fetch {
#FASTLY fetch
  # Fingerprinted files never change
  if (req.url.ext ~ "^(?i)(css|js|woff2|png|jpe?g|webp)$" && req.url.qs == "") {
    set beresp.ttl = 365d;
    set beresp.http.Cache-Control = "public, max-age=31536000, immutable";
    unset beresp.http.Set-Cookie;
    return(deliver);
  }

  # An error is not worth more than a few seconds
  if (beresp.status == 404 || beresp.status == 410) {
    set beresp.ttl = 10s;
    set beresp.grace = 0s;
    return(deliver);
  }
  if (beresp.status >= 500) {
    set beresp.cacheable = false;
    return(deliver);
  }

  if (beresp.http.Cache-Control ~ "(private|no-store)") {
    set beresp.ttl = 0s;
    set beresp.cacheable = false;
    return(deliver);
  }

  # At most a day, at least a minute
  if (beresp.ttl > 1d) {
    set beresp.ttl = 1d;
  } else if (beresp.ttl < 60s) {
    set beresp.ttl = 60s;
  }
  return(deliver);
}

sub vcl_deliver {
#FASTLY deliver
  # The browser asks again after a minute, whatever the edge keeps
  if (resp.http.Content-Type ~ "^text/html") {
    set resp.http.Cache-Control = "max-age=60";
    unset resp.http.Expires;
  }
  set resp.http.Age = "0";
  return(deliver);
}
