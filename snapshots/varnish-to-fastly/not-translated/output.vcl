backend default_backend {
    .dynamic = true;
    .share_key = "defaultbackend";
    .host = "192.0.2.10";
    .port = "80";
    # The defaults of the source
    .connect_timeout = 3.5s;
    .first_byte_timeout = 60s;
    .between_bytes_timeout = 60s;
}

backend socket {
    .dynamic = true;
    .share_key = "socket";
    .host = "192.0.2.1";
    .port = "80";
    # The defaults of the source
    .connect_timeout = 3.5s;
    .first_byte_timeout = 60s;
    .between_bytes_timeout = 60s;
}

# VCP2064, not translated: new d = dynamic.director(port = "80");

sub vcl_recv {
    #FASTLY recv
    set req.backend = default_backend;

    # Port-Fetching: the request is at the origin
    unset req.http.Port-Fetching;

    if (req.http.Host == "other.example.com") {
        # VCP2066, not translated: return (vcl(other));
    }
    # VCP9011, not translated: set req.backend_hint = d.backend("app.example.com");
    # VCP9011, not translated: var.set("started", "1");
    # VCP2002, not translated:
    #     if (local.socket == "admin") {
    #         return (pass);
    #     }
    # VCP2067, not translated: unset req.http.Content-Length;
    set req.backend = socket;

    # VCP2001, not translated:
    #     C{
    #         VRT_count(ctx, 1);
    #     }C
    # What Varnish does by itself here (builtin.vcl)
    if (req.http.Host ~ "[[:upper:]]") {
        set req.http.Host = std.tolower(req.http.Host);
    }
    if (!req.http.Host && req.esi_level == 0 && req.proto == "HTTP/1.1") {
        error 400;
    }
    if ((req.method != "GET" && req.method != "HEAD") || req.http.Authorization || req.http.Cookie) {
        return (pass);
    }
    return (lookup);
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
    if (!req.http.Port-Fetching) {
        set obj.http.Port-Synthetic = "1";
    }

    # What Varnish does by itself here (builtin.vcl)
    set obj.http.Content-Type = "text/html; charset=utf-8";
    set obj.http.Retry-After = "5";
    synthetic
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
    return (deliver);
}

sub vcl_deliver {
    #FASTLY deliver
    # vcl_synth was the end of the request in the source
    if (resp.http.Port-Synthetic) {
        unset resp.http.Port-Synthetic;
        return (deliver);
    }

    if (resp.status == 404) {
        # VCP2063, not translated: return (synth(404, "Nothing here"));
    }
    # VCP2062, not translated: set resp.http.X-TTL = obj.ttl;
    return (deliver);
}

sub vcl_log {
    #FASTLY log
    return (deliver);
}
