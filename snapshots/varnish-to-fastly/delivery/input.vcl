vcl 4.1;

backend default {
    .host = "192.0.2.10";
}

sub vcl_hit {
    set req.http.X-State = "hit";
}

sub vcl_miss {
    set req.http.X-State = "miss";
    if (req.http.X-Again) {
        unset req.http.X-Again;
        return (restart);
    }
}

sub vcl_deliver {
    set resp.http.X-State = req.http.X-State;
    set resp.http.X-Trace = "state " + req.http.X-State + ", restarts " + req.restarts;
    if (resp.status == 503 && req.restarts < 1) {
        return (restart);
    }
    set resp.status = 200;
}
