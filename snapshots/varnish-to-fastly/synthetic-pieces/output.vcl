backend default_backend {
    .dynamic = true;
    .share_key = "defaultbackend";
    .host = "192.0.2.1";
    .port = "80";
    # The defaults of the source
    .connect_timeout = 3.5s;
    .first_byte_timeout = 60s;
    .between_bytes_timeout = 60s;
}

sub vcl_recv {
    #FASTLY recv
    set req.backend = default_backend;

    # Port-Fetching: the request is at the origin
    unset req.http.Port-Fetching;
    error 200 "OK";
}

sub vcl_hash {
    #FASTLY hash

    # What Varnish does by itself here (builtin.vcl)
    set req.hash += req.url;
    if (req.http.Host) {
        set req.hash += req.http.Host;
    } else {
        set req.hash += server.ip;
    }
    return (hash);
}

sub vcl_hit {
    #FASTLY hit
    return (deliver);
}

sub vcl_miss {
    #FASTLY miss
    set req.http.Port-Fetching = "1";
    return (fetch);
}

sub vcl_pass {
    #FASTLY pass
    set req.http.Port-Fetching = "1";
    return (pass);
}

sub vcl_fetch {
    #FASTLY fetch

    # What Varnish does by itself here (builtin.vcl)
    if (beresp.ttl <= 0s ||
            beresp.http.Set-Cookie ||
            beresp.http.Surrogate-Control ~ "(?i)no-store" ||
            (!beresp.http.Surrogate-Control && beresp.http.Cache-Control ~ "(?i:no-cache|no-store|private)") ||
            beresp.http.Vary == "*") {
        set beresp.ttl = 120s;
        return (pass);
    }
    return (deliver);
}

sub vcl_error {
    #FASTLY error
    declare local var.body STRING;
    # The fetch failed (vcl_backend_error in the source)
    if (req.http.Port-Fetching) {
        # What Varnish does by itself here (builtin.vcl)
        set obj.http.Content-Type = "text/html; charset=utf-8";
        set obj.http.Retry-After = "5";
        set var.body =
            {"<!DOCTYPE html>
<html>
  <head>
    <title>"}
            obj.status
            " "
            obj.response
            {"</title>
  </head>
  <body>
    <h1>Error "}
            obj.status
            " "
            obj.response
            {"</h1>
    <p>"}
            obj.response
            {"</p>
    <h3>Guru Meditation:</h3>
    <p>XID: "}
            req.xid
            {"</p>
    <hr>
    <p>Varnish cache server</p>
  </body>
</html>
"};
        synthetic var.body;
        return (deliver);
    }
    set var.body = "<ul>";
    if (req.http.User-Agent) {
        set var.body = var.body "<li>" req.http.User-Agent "</li>";
    }
    set var.body = var.body "<li>" client.ip "</li></ul>";
    synthetic var.body;
    return (deliver);
}

sub vcl_deliver {
    #FASTLY deliver
    return (deliver);
}

sub vcl_log {
    #FASTLY log
    return (deliver);
}
