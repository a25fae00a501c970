# Made by Terraform and by ERB; the holes are filled in when it is deployed
backend F_${name} {
  .host = "${origin_host}";
  .port = "80";
}

table tokens {
  "<%= @client %>": "<%= @token %>",
}

sub vcl_recv {
#FASTLY recv
  set req.backend = F_${name};
  if (req.http.Host == "${domain}" && req.http.X-Client) {
    set req.http.X-Token = table.lookup(tokens, req.http.X-Client, "none");
  }
  # Only where it is asked for
<% if @protected %>
  if (!req.http.Authorization) {
    error 401 "Restricted";
  }
<% end %>
  {{ snippets }}
  return(lookup);
}

sub vcl_fetch {
#FASTLY fetch
  set beresp.ttl = ${default_ttl};
  return(deliver);
}
