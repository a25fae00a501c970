backend F_www { .host = "192.0.2.10"; .port = "80"; }
backend F_api { .host = "192.0.2.11"; .port = "80"; }

acl everybody { "0.0.0.0"/0; }
acl office { "192.0.2.0"/24; }

# Which machine serves which host
table origins BACKEND {
  "www.example.com": F_www,
  "api.example.com": F_api,
}

# Lifetimes by content type
table lifetimes RTIME {
  "text/html": 5m,
  "image/png": 30d,
  "application/json": 10s,
}

table quotas INTEGER {
  "free": 10,
  "pro": 1000,
}

table features BOOL {
  "new-search": true,
  "new-cart": false,
}

table shares FLOAT {
  "beta": 0.5,
}

table empty {
}

sub vcl_recv {
#FASTLY recv
  set req.backend = table.lookup_backend(origins, req.http.Host, F_www);
  set req.http.X-Quota = table.lookup_integer(quotas, req.http.X-Plan, 1);
  if (table.lookup_bool(features, "new-search", false) && req.url.path == "/search") {
    set req.url = "/search2?" req.url.qs;
  }
  if (table.lookup_bool(features, "new-cart")) {
    set req.http.X-Cart = "new";
  }
  if (table.contains(empty, req.http.Host)) {
    error 403;
  }
  set req.http.X-Share = table.lookup_float(shares, "beta", 1.0);
  return(lookup);
}

sub vcl_fetch {
#FASTLY fetch
  set beresp.ttl = table.lookup_rtime(lifetimes, beresp.http.Content-Type, 120s);
  return(deliver);
}
