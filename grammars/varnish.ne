# Varnish VCL 4.0 and 4.1.

@{% import * as build from '../syntax/build.ts'; %}
@lexer lexer
@include "./shared/common.ne"

# ---------------------------------------------------------------------------------------------------------- declarations

declaration -> "vcl" %float ";"                               {% build.version %}
             | acl                                            {% id %}
             | backend                                        {% id %}
             | "probe" name "{" propertyItem:* "}"            {% build.probe %}
             | "import" name ";"                              {% build.importDeclaration %}
             | "import" name name name ";"                    {% build.importAs %}
             | "import" name name string ";"                  {% build.importFrom %}
             | "sub" name block                               {% build.plainSubroutine %}

backend -> "backend" name "{" propertyItem:* "}"              {% build.backend %}
         | "backend" name "none" ";"                          {% build.backendNone %}

propertyValue -> expression                                   {% id %}
               | strings                                      {% build.stringList %}
strings -> string string                                      {% build.pair %}
         | strings string                                     {% build.append %}

# ------------------------------------------------------------------------------------------------------------ statements

statement -> set                                              {% id %}
           | "unset" %word ";"                                {% build.unset %}
           | "call" variable ";"                              {% build.call %}
           | "call" call ";"                                  {% build.call %}
           | "return" ";"                                     {% build.return %}
           | "return" "(" action ")" ";"                      {% build.returnGroup %}
           | "new" name "=" call ";"                          {% build.new %}
           | call ";"                                         {% build.expressionStatement %}
           | if                                               {% id %}
           | block                                            {% id %}
           | "include" string ";"                             {% build.include %}
           | "include" "+" %word string ";"                   {% build.includeFlag %}
           | inlineC                                          {% id %}
           | directive                                        {% id %}

action -> expression                                          {% id %}
        | "vcl" "(" arguments ")"                             {% build.keywordCall %}

assignment -> "="                                             {% build.text %}
            | "+="                                            {% build.text %}
            | "-="                                            {% build.text %}
            | "*="                                            {% build.text %}
            | "/="                                            {% build.text %}

# ----------------------------------------------------------------------------------------------------------- expressions

expression -> or                                              {% id %}
or -> and                                                     {% id %}
    | or "||" and                                             {% build.logical %}
and -> not                                                    {% id %}
     | and "&&" not                                           {% build.logical %}
not -> comparison                                             {% id %}
     | "!" not                                                {% build.unary %}
comparison -> sum                                             {% id %}
            | sum comparator sum                              {% build.binary %}
comparator -> "=="                                            {% id %}
            | "!="                                            {% id %}
            | "<"                                             {% id %}
            | ">"                                             {% id %}
            | "<="                                            {% id %}
            | ">="                                            {% id %}
            | "~"                                             {% id %}
            | "!~"                                            {% id %}
sum -> terms                                                  {% build.concatenation %}
terms -> product                                              {% build.firstPart %}
       | terms "+" product                                    {% build.signedPart %}
       | terms "-" product                                    {% build.signedPart %}
product -> signed                                             {% id %}
         | product "*" signed                                 {% build.binary %}
         | product "/" signed                                 {% build.binary %}
         | product "%" signed                                 {% build.binary %}
signed -> postfix                                             {% id %}
        | "-" signed                                          {% build.unary %}
postfix -> atom                                               {% id %}
         | postfix %property "(" arguments ")"                {% build.method %}

atom -> variable                                              {% id %}
      | call                                                  {% id %}
      | string                                                {% id %}
      | number                                                {% id %}
      | %bytes                                                {% build.number %}
      | %blob                                                 {% build.blob %}
      | boolean                                               {% id %}
      | "(" expression ")"                                    {% build.group %}

call -> variable "(" arguments ")"                            {% build.callExpression %}
arguments -> null                                             {% build.empty %}
           | argumentList                                     {% id %}
argumentList -> argument                                      {% build.list %}
              | argumentList "," argument                     {% build.appendThird %}
argument -> expression                                        {% build.argument %}
          | keyword                                           {% build.argument %}
          | %word "=" expression                              {% build.namedArgument %}
          | keyword "=" expression                            {% build.namedArgument %}
# Keywords that vmods use as names of arguments and as values of enumerations.
keyword -> "acl"                                              {% build.variable %}
         | "backend"                                          {% build.variable %}
         | "none"                                             {% build.variable %}
         | "probe"                                            {% build.variable %}
         | "sub"                                              {% build.variable %}
         | "vcl"                                              {% build.variable %}
