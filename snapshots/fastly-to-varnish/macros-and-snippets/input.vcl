pragma optional_param geoip_opt_in true;
pragma optional_param max_object_size 20971520;

# Backends
backend F_Host_1 {
  .always_use_host_header = true;
  .between_bytes_timeout = 10s;
  .bypass_local_route_table = false;
  .connect_timeout = 1s;
  .dynamic = true;
  .first_byte_timeout = 15s;
  .host = "origin.example.com";
  .host_header = "origin.example.com";
  .max_connections = 200;
  .port = "80";
  .share_key = "6xkTzYqGPQ4";
  .probe = {
    .dummy = true;
    .initial = 5;
    .request = "HEAD / HTTP/1.1"  "Host: origin.example.com" "Connection: close";
    .threshold = 1;
    .timeout = 2s;
    .window = 5;
  }
}

sub vcl_recv {
#--FASTLY RECV BEGIN
  if (req.restarts == 0) {
    if (!req.http.X-Timer) {
      set req.http.X-Timer = "S" time.start.sec "." time.start.usec_frac;
    }
    set req.http.X-Timer = req.http.X-Timer ",VS0";
  }
  declare local var.fastly_req_do_shield BOOL;
  set var.fastly_req_do_shield = (req.restarts == 0);

  # Snippet block-bots : 100
  if (req.http.User-Agent ~ "EvilBot") {
    error 403 "Forbidden";
  }
  set req.backend = F_Host_1;
#--FASTLY RECV END

  if (req.request != "HEAD" && req.request != "GET" && req.request != "FASTLYPURGE") {
    return(pass);
  }
  return(lookup);
}

sub vcl_deliver {
#--FASTLY DELIVER BEGIN
  set resp.http.X-Served-By = if(resp.http.X-Served-By, resp.http.X-Served-By ", ", "") server.identity;
  set resp.http.X-Cache = if(resp.http.X-Cache, resp.http.X-Cache ", ", "") if(fastly_info.state ~ "HIT($|-)", "HIT", "MISS");
  set resp.http.X-Timer = req.http.X-Timer ",VE" time.elapsed.msec;
  unset resp.http.Via;
#--FASTLY DELIVER END
  return(deliver);
}
