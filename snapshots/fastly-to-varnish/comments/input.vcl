/*
 * Edge of shop.example.com
 *   owner: platform team
 */
// kept by hand since 2015

backend F_shop { # the only one
  .host = "192.0.2.10"; // behind the firewall
  .port = "80";
  /* long enough for the reports */ .first_byte_timeout = 60s;
  # nothing more
}

acl nobody {
  # nobody is in it
}

# before the entry point
sub vcl_recv { # at the brace
  #FASTLY recv
  set req.backend = F_shop; // where else

  # a condition over
  # two lines
  if (req.url.path == "/a" || # the first
      req.url.path == "/b"    /* the second */ ) {
    # only a remark in here
  }
  # between the branches
  elsif (req.http.X-A) { set req.http.X-B = "1"; } // one line
  else {
    unset req.http.X-B; # gone
    # at the end of the block
  }

  set req.http.X-C = "a" /* in a value */ req.http.X-D
    # before the last part
    "z";
  call nothing; /* of the
                   caller */
  if (client.ip ~ nobody) { error 403; }
  return(lookup); # the end
  # after the end
}

sub nothing {
  # not yet
}

# at the end of the file
