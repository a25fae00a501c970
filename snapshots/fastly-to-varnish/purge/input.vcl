acl purgers {
  "192.0.2.0"/24;
  "127.0.0.1";
}

backend F_cms { .host = "192.0.2.10"; .port = "80"; }

sub vcl_recv {
  # Only the editors' machines, and only with the key
  if (req.request == "FASTLYPURGE") {
    if (client.ip !~ purgers) {
      error 405 "Not allowed";
    }
    set req.http.Fastly-Purge-Requires-Auth = "1";
  }
#FASTLY recv
  set req.backend = F_cms;

  if (req.request != "HEAD" && req.request != "GET" && req.request != "FASTLYPURGE") {
    return(pass);
  }
  return(lookup);
}

sub vcl_fetch {
#FASTLY fetch
  # Everything of an article goes with the article
  if (beresp.http.X-Article) {
    set beresp.http.Surrogate-Key = beresp.http.Surrogate-Key " article-" beresp.http.X-Article;
  }
  return(deliver);
}
