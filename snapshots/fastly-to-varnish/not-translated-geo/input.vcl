backend F_site { .host = "192.0.2.10"; .port = "80"; }

# Countries with a shop of their own
table shops {
  "AT": "https://www.example.at",
  "CH": "https://www.example.ch",
}

sub vcl_recv {
#FASTLY recv
  set req.backend = F_site;

  # Not for the EU
  if (client.geo.country_code == "DE" && req.url.path == "/fireworks") {
    error 451 "Unavailable For Legal Reasons";
  }
  if (req.url.path == "/" && table.contains(shops, client.geo.country_code)) {
    error 602 table.lookup(shops, client.geo.country_code);
  }
  set req.http.X-Country = client.geo.country_code;
  set req.http.X-City = if(client.geo.city, client.geo.city, "unknown");
  set req.http.X-Device = if(client.platform.mobile, "mobile", "desktop");
  return(lookup);
}

sub vcl_error {
#FASTLY error
  if (obj.status == 602) {
    set obj.status = 302;
    set obj.http.Location = obj.response "/";
    synthetic {""};
    return(deliver);
  }
}

sub vcl_deliver {
#FASTLY deliver
  # Where the answer came from
  set resp.http.X-Pop = server.datacenter;
  set resp.http.X-Region = server.region;
  return(deliver);
}
