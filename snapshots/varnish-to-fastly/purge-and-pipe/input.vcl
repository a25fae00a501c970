vcl 4.1;

backend default {
    .host = "192.0.2.10";
}

acl purgers {
    "localhost";
    "192.0.2.0"/24;
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ purgers) {
            return (synth(405, "Not allowed"));
        }
        return (purge);
    }
    if (req.method == "BAN" && client.ip ~ purgers) {
        ban("req.url ~ " + req.url);
        return (synth(200, "Banned"));
    }
    if (req.http.Upgrade ~ "(?i)websocket") {
        return (pipe);
    }
    if (req.url ~ "^/stream") {
        return (pipe);
    }
}

sub vcl_pipe {
    set bereq.http.Upgrade = req.http.Upgrade;
}

sub vcl_purge {
    return (synth(200, "Gone"));
}
