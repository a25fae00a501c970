# What both dialects share. `build` holds the functions that make the nodes (src/syntax/build.ts).
# House rules: left recursion only; no ambiguity (the table builder refuses a grammar with a conflict).

@lexer lexer

main -> item                      {% id %}
item -> declaration               {% id %}
      | statement                 {% id %}

name -> %word                     {% build.identifier %}
string -> %string                 {% build.string %}
number -> %integer                {% build.number %}
        | %float                  {% build.number %}
        | %duration               {% build.number %}
boolean -> "true"                 {% build.boolean %}
         | "false"                {% build.boolean %}
directive -> %directive           {% build.directive %}
inlineC -> %inlineC               {% build.inlineC %}

# ---------------------------------------------------------------------------------------------------------- declarations

acl -> "acl" name aclFlag:* "{" aclItem:* "}"                 {% build.acl %}
aclFlag -> "+" %word                                          {% build.aclFlag %}
         | "-" %word                                          {% build.aclFlag %}
aclItem -> aclEntry                                           {% id %}
         | directive                                          {% id %}
aclEntry -> aclNot aclAddress aclMask ";"                     {% build.aclEntry %}
          | aclNot "(" aclNot aclAddress aclMask ")" ";"      {% build.aclOptionalEntry %}
aclNot -> null                                                {% build.absent %}
        | "!"                                                 {% id %}
aclAddress -> string                                          {% id %}
            | variable                                        {% id %}
aclMask -> null                                               {% build.absent %}
         | "/" %integer                                       {% build.aclMask %}
         | "/" %word                                          {% build.aclMask %}

propertyItem -> property                                      {% id %}
              | directive                                     {% id %}
property -> %property "=" propertyValue ";"                   {% build.property %}
          | %property "=" propertyBlock                       {% build.property %}
          | %property "=" propertyBlock ";"                   {% build.property %}
propertyBlock -> "{" propertyItem:* "}"                       {% build.propertyBlock %}

# ------------------------------------------------------------------------------------------------------------ statements

block -> "{" statement:* "}"                                  {% build.block %}

set -> "set" %word assignment expression ";"                  {% build.set %}

if -> "if" "(" expression ")" block elseIf:* else             {% build.if %}
elseIf -> elseIfKeyword "(" expression ")" block              {% build.elseIf %}
elseIfKeyword -> "elseif"                                     {% build.keyword %}
               | "elsif"                                      {% build.keyword %}
               | "elif"                                       {% build.keyword %}
               | "else" "if"                                  {% build.keyword %}
else -> null                                                  {% build.absent %}
      | "else" block                                          {% build.else %}

variable -> %word                                             {% build.variable %}
