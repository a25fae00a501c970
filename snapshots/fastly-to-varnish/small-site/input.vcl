# www.example.com
# One origin, pages for an hour, nothing personal in the cache.

backend F_www {
  .host = "192.0.2.10";
  .port = "80";
  .connect_timeout = 1s;
  .first_byte_timeout = 15s;
  .between_bytes_timeout = 10s;
  .share_key = "Xk2vQ1";
  .dynamic = true;
}

sub vcl_recv {
#FASTLY recv

  set req.backend = F_www;

  # Campaign parameters say nothing about the page
  set req.url = querystring.regfilter(req.url, "^utm_");

  if (req.http.Cookie ~ "session=") {
    return(pass);
  }
  unset req.http.Cookie;

  if (req.request != "HEAD" && req.request != "GET" && req.request != "FASTLYPURGE") {
    return(pass);
  }
  return(lookup);
}

sub vcl_fetch {
#FASTLY fetch

  if (beresp.http.Set-Cookie) {
    return(pass);
  }
  if (beresp.http.Expires || beresp.http.Surrogate-Control ~ "max-age" || beresp.http.Cache-Control ~ "(?:s-maxage|max-age)") {
    # the origin knows best
  } else {
    set beresp.ttl = 3600s;
  }
  return(deliver);
}

sub vcl_deliver {
#FASTLY deliver
  unset resp.http.Server;
  unset resp.http.X-Powered-By;
  return(deliver);
}
