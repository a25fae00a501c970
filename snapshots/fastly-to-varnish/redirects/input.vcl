backend F_site {
  .host = "192.0.2.10";
}

# Where things went in the relaunch of 2021
table moved {
  "/about-us": "/about",
  "/jobs": "https://jobs.example.com/",
  "/shop/sale": "/shop?sort=price",   # never published in print
}

# Whole sections, by their first path segment
table sections {
  "press": "news",
  "blog": "stories",
}

sub vcl_recv {
  #FASTLY recv
  set req.backend = F_site;

  if (!req.http.Fastly-SSL) {
    error 801 "Force SSL";
  }
  if (req.http.host == "example.com") {
    error 802;
  }

  declare local var.section STRING;
  if (table.lookup(moved, req.url.path)) {
    set req.http.X-Location = table.lookup(moved, req.url.path);
    error 803 "Moved";
  }
  if (req.url.path ~ "^/([a-z]+)(/.*)?$") {
    set var.section = table.lookup(sections, re.group.1, "");
    if (var.section != "") {
      set req.http.X-Location = "/" + var.section + re.group.2;
      error 803 "Moved";
    }
  }
  return(lookup);
}

sub vcl_error {
  #FASTLY error
  if (obj.status == 801) {
    set obj.status = 301;
    set obj.response = "Moved Permanently";
    set obj.http.Location = "https://" req.http.host req.url;
    synthetic {""};
    return(deliver);
  }
  if (obj.status == 802) {
    set obj.status = 308;
    set obj.http.Location = "https://www.example.com" req.url;
    return(deliver);
  }
  if (obj.status == 803) {
    set obj.status = 301;
    set obj.http.Location = req.http.X-Location;
    return(deliver);
  }
}
