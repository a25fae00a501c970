# Switched on with the dictionary: no deployment needed
table settings {
  "maintenance": "off",
  "banner": "We are back at 14:00",
}

acl staff {
  "192.0.2.0"/24;       # the office
  ! "192.0.2.66";       # the guests' network
  "2001:db8::"/32;
}

acl monitoring {
  "198.51.100.7";
}

backend F_shop {
  .host = "192.0.2.10";
  .port = "80";
}

sub vcl_recv {
#FASTLY recv
  set req.backend = F_shop;

  if (table.lookup(settings, "maintenance", "off") == "on" && !(client.ip ~ staff || client.ip ~ monitoring)) {
    error 503 "Maintenance";
  }

  # The way in for those who test
  if (req.url.path == "/internal" && client.ip !~ staff) {
    error 404 "Not Found";
  } else if (req.url.path ~ "^/internal/") {
    return(pass);
  }
  return(lookup);
}

sub vcl_error {
#FASTLY error
  if (obj.status == 503 && obj.response == "Maintenance") {
    set obj.http.Content-Type = "text/plain; charset=utf-8";
    set obj.http.Retry-After = "3600";
    synthetic table.lookup(settings, "banner", "Back soon");
    return(deliver);
  }
}
