backend F_a1 {
  .host = "a1.origin.example.com"; .port = "80";
  .host_header = "www.example.com"; .always_use_host_header = true;
  .max_connections = 100;
  .probe = {
    .url = "/ping";
    .interval = 5s;
    .timeout = 1s;
  }
}
backend F_a2 {
  .host = "a2.origin.example.com"; .port = "80";
  .host_header = "www.example.com"; .always_use_host_header = true;
}
backend F_archive { .host = "192.0.2.90"; .port = "8000"; }

# The two of them, a1 being the larger machine
director app random {
  .quorum = 50%;
  .retries = 2;
  { .backend = F_a1; .weight = 3; }
  { .backend = F_a2; .weight = 1; }
}

director sticky client {
  { .backend = F_a1; .weight = 1; }
  { .backend = F_a2; .weight = 1; }
}

# Pages, then whatever the archive has
director pages fallback {
  { .backend = F_a1; }
  { .backend = F_archive; }
}

director images hash {
  { .backend = F_a1; .weight = 1; }
  { .backend = F_a2; .weight = 1; }
}

sub vcl_recv {
#FASTLY recv
  set req.backend = app;
  if (req.url ~ "^/cart") {
    set client.identity = req.http.Cookie:session;
    set req.backend = sticky;
    return(pass);
  }
  if (req.url ~ "^/archive/") {
    set req.backend = pages;
  } elsif (req.url ~ "^/img/") {
    set req.backend = images;
  }
  return(lookup);
}
