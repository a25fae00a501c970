backend F_site { .host = "192.0.2.10"; .port = "80"; }

sub vcl_recv {
#FASTLY recv
  set req.backend = F_site;

  # /de-AT/produkte -> /produkte, and the language in headers
  if (req.url ~ "^/([a-z]{2})(?:-([A-Z]{2}))?(/.*)$") {
    set req.http.X-Language = re.group.1;
    set req.http.X-Country = if(re.group.2, re.group.2, "none");
    set req.url = re.group.3;
  } else {
    set req.http.X-Language = "en";
  }

  # The first segment names the tenant
  if (req.url.path ~ "^/t/([^/]+)") {
    if (req.http.Host ~ "^www\.") {
      set req.http.X-Tenant = re.group.1 ".www";
    } else {
      set req.http.X-Tenant = re.group.1;
    }
  }

  # Versioned API, in the path or in the media type
  if (req.url.path ~ "^/api/v([0-9]+)/" || req.http.Accept ~ "application/vnd\.example\.v([0-9]+)\+json") {
    set req.http.X-Api-Version = re.group.1;
  }

  if (req.http.User-Agent ~ "(?i)(firefox|chrome)/([0-9]+)" && std.atoi(re.group.2) < 60) {
    set req.http.X-Browser = std.tolower(re.group.1);
  }
  call tell_page;
  return(lookup);
}

sub tell_page {
  if (req.url.qs ~ "page=(\d+)") {
    set req.http.X-Page = "page " re.group.1 " of " req.url.path;
  }
}
