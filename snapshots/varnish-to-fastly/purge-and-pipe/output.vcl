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

acl purgers {
    "127.0.0.1";
    "::1";
    "192.0.2.0"/24;
}

sub vcl_recv {
    #FASTLY recv
    set req.backend = default_backend;

    if (req.method == "FASTLYPURGE") {
        if (client.ip !~ purgers) {
            error 405 "Not allowed";
        }
        return (lookup);
    }
    if (req.method == "BAN" && client.ip ~ purgers) {
        # VCP2002, not translated: ban("req.url ~ " + req.url);
        error 200 "Banned";
    }
    if (req.http.Upgrade ~ "(?i)websocket") {
        return (upgrade);
    }
    if (req.url ~ "^/stream") {
        return (pass);
    }

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

# VCP2060, not translated:
#     sub vcl_purge {
#         return (synth(200, "Gone"));
#     }

sub vcl_miss {
    #FASTLY miss
    return (fetch);
}

# VCP2061, not translated:
#     sub vcl_pipe {
#         set bereq.http.Upgrade = req.http.Upgrade;
#     }

sub vcl_pass {
    #FASTLY pass
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
    return (deliver);
}

sub vcl_log {
    #FASTLY log
    return (deliver);
}
