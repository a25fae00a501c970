backend F_www { .host = "192.0.2.10"; .port = "80"; }
backend F_api { .host = "192.0.2.11"; .port = "80"; }
backend F_img { .host = "192.0.2.12"; .port = "80"; }

sub vcl_recv {
#FASTLY recv
  set req.backend = F_www;

  switch (req.http.Host) {
    case "api.example.com":
      set req.backend = F_api;
      return(pass);
    # both names are in use
    case "img.example.com":
      fallthrough;
    case "images.example.com":
      set req.backend = F_img;
      unset req.http.Cookie;
      break; # pictures are for everybody
    case ~ "^(.+)\.preview\.example\.com$":
      set req.http.X-Branch = re.group.1;
      return(pass);
    # anything else
    default:
      # the site itself
      break;
  }

  switch (req.url.ext) {
    case "webp":
      set req.http.X-Kind = "modern";
      fallthrough;
    case "png":
      set req.http.X-Image = "1";
      break;
    case "html":
      fallthrough;
    case "":
      set req.http.X-Kind = "page";
      break;
  }
  return(lookup);
}

sub vcl_deliver {
#FASTLY deliver
  switch (resp.status) {
    case "404":
      set resp.http.X-Robots-Tag = "noindex";
      break;
    default:
      break;
  }
  return(deliver);
}
