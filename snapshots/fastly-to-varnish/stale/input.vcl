backend F_news {
  .host = "192.0.2.40";
  .port = "80";
  .first_byte_timeout = 5s;
}

sub vcl_recv {
#FASTLY recv
  set req.backend = F_news;
  return(lookup);
}

sub vcl_miss {
#FASTLY miss
  return(fetch);
}

sub vcl_hit {
#FASTLY hit
  if (!obj.cacheable) {
    return(pass);
  }
  return(deliver);
}

sub vcl_fetch {
#FASTLY fetch
  # Rather an old page than none
  if (beresp.status >= 500 && beresp.status < 600) {
    if (stale.exists) {
      return(deliver_stale);
    }
    # Nothing in hand: once more, then give up
    if (req.restarts < 1) {
      restart;
    }
    error 503 "No page";
  }

  set beresp.stale_while_revalidate = 60s;
  set beresp.stale_if_error = 7d;

  if (!beresp.http.Cache-Control) {
    set beresp.ttl = 5m;
  }
  return(deliver);
}

sub vcl_error {
#FASTLY error
  if (obj.status >= 500 && obj.status < 600) {
    # The origin could not even be reached
    if (stale.exists) {
      return(deliver_stale);
    }
    synthetic {"<h1>Please come back later</h1>"};
    return(deliver);
  }
}

sub vcl_deliver {
#FASTLY deliver
  if (fastly_info.state ~ "STALE") {
    set resp.http.Warning = {"110 - "Response is Stale""};
  }
  return(deliver);
}
