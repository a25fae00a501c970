backend F_portal { .host = "192.0.2.50"; .port = "80"; }

sub vcl_recv {
#FASTLY recv
  set req.backend = F_portal;
  # Requests are coalesced until the first answer shows that it is personal
  if (req.http.Authorization) {
    return(pass);
  }
  if (req.url.path == "/events") {
    set req.hash_ignore_busy = true;
  }
  if (req.http.X-Refresh == "1") {
    set req.hash_always_miss = true;
  }
  return(lookup);
}

sub vcl_hit {
#FASTLY hit
  if (req.http.Pragma ~ "no-cache" && obj.http.X-Volatile) {
    return(pass);
  }
  return(deliver);
}

sub vcl_fetch {
#FASTLY fetch
  if (beresp.http.X-Personal) {
    # remembered for ten minutes
    set beresp.ttl = 10m;
    return(pass);
  }
  if (beresp.http.Set-Cookie && !beresp.http.Cache-Control ~ "public") {
    return(pass);
  }
  if (beresp.http.Vary ~ "User-Agent" || beresp.http.Cache-Control ~ "no-store") {
    return(hit_for_pass);
  }
  return(deliver);
}

sub vcl_pass {
#FASTLY pass
  set bereq.http.X-Passed = "1";
  return(pass);
}
