backend F_primary {
  .host = "192.0.2.60";
  .port = "80";
  .probe = {
    .request = "HEAD /health HTTP/1.1" "Host: www.example.com" "Connection: close";
    .interval = 10s;
    .timeout = 2s;
    .window = 5;
    .threshold = 3;
    .initial = 4;
    .expected_response = 200;
  }
}

backend F_secondary {
  .host = "192.0.2.61";
  .port = "80";
}

sub vcl_recv {
#FASTLY recv
  # Second try, other data centre
  if (req.restarts > 0 || !req.backend.healthy) {
    set req.backend = F_secondary;
  } else {
    set req.backend = F_primary;
  }
  if (!backend.F_primary.healthy) {
    set req.http.X-Degraded = "1";
    set req.backend = F_secondary;
  }
  return(lookup);
}

sub vcl_fetch {
#FASTLY fetch
  if ((beresp.status == 500 || beresp.status == 503) && req.restarts < 1 && (req.method == "GET" || req.method == "HEAD")) {
    restart;
  }
  if (req.restarts > 0) {
    set beresp.http.Fastly-Restarts = req.restarts;
  }
  return(deliver);
}

sub vcl_error {
#FASTLY error
  # The connection failed
  if (obj.status == 503 && req.restarts < 1) {
    return(restart);
  }
  return(deliver);
}

sub vcl_deliver {
#FASTLY deliver
  # A page for members, asked for by somebody who is not
  if (resp.status == 403 && req.restarts == 0) {
    set req.url = "/login?to=" urlencode(req.url);
    restart;
  }
  return(deliver);
}
