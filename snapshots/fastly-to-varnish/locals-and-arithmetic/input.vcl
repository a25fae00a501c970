backend F_api { .host = "192.0.2.10"; .port = "80"; }

sub vcl_recv {
#FASTLY recv
  declare local var.limit INTEGER;
  declare local var.page INTEGER;
  declare local var.share FLOAT;
  declare local var.window RTIME;
  declare local var.until TIME;
  declare local var.mobile BOOL;
  declare local var.key STRING;

  set req.backend = F_api;

  # At most 100 rows, at least one
  set var.limit = std.atoi(subfield(req.url.qs, "limit", "&"));
  if (var.limit > 100) {
    set var.limit = 100;
  } else if (var.limit < 1) {
    set var.limit = 1;
  }
  set var.page = std.atoi(subfield(req.url.qs, "page", "&"));
  set var.page *= var.limit;
  set req.http.X-Offset = var.page;
  set req.http.X-Limit = var.limit;

  # A tenth of a percent for each row
  set var.share = var.limit;
  set var.share /= 1000;
  set req.http.X-Share = var.share;

  set var.mobile = (req.http.User-Agent ~ "Mobile");
  if (var.mobile) {
    set var.key = "m";
  }
  set var.key = var.key "/" req.url.path;
  set req.http.X-Key = digest.hash_sha256(var.key);

  set var.window = 5m;
  set var.until = now;
  set var.until += var.window;
  set req.http.X-Until = var.until;
  if (req.http.If-Modified-Since && time.is_after(std.time(req.http.If-Modified-Since, now), now)) {
    unset req.http.If-Modified-Since;
  }
  return(lookup);
}
