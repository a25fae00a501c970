# Fastly VCL.

@{% import * as build from '../syntax/build.ts'; %}
@lexer lexer
@include "./shared/common.ne"

name -> "default"                                             {% build.identifier %}

# ---------------------------------------------------------------------------------------------------------- declarations

declaration -> acl                                            {% id %}
             | table                                          {% id %}
             | backend                                        {% id %}
             | director                                       {% id %}
             | "penaltybox" name "{" "}"                      {% build.penaltyBox %}
             | "ratecounter" name "{" "}"                     {% build.rateCounter %}
             | "import" name ";"                              {% build.importDeclaration %}
             | "pragma" pragmaWord:+ ";"                      {% build.pragma %}
             | %control                                       {% build.controlLine %}
             | subroutine                                     {% id %}

pragmaWord -> %word                                           {% build.text %}
            | %string                                         {% build.text %}
            | %integer                                        {% build.text %}
            | %float                                          {% build.text %}
            | "true"                                          {% build.text %}
            | "false"                                         {% build.text %}
            | "default"                                       {% build.text %}

table -> "table" name tableType "{" tableBody "}"             {% build.table %}
tableType -> null                                             {% build.absent %}
           | name                                             {% id %}
tableBody -> tableItems                                       {% id %}
           | tableItems tableEntry                            {% build.append %}
           | tableItems tableEntry directive:+                {% build.appendAll %}
tableItems -> null                                            {% build.empty %}
            | tableItems tableEntry ","                       {% build.append %}
            | tableItems directive                            {% build.append %}
tableEntry -> string ":" tableValue                           {% build.tableEntry %}
tableValue -> atom                                            {% id %}
            | "-" atom                                        {% build.unary %}

backend -> "backend" name "{" propertyItem:* "}"              {% build.backend %}

director -> "director" name name "{" directorItem:* "}"       {% build.director %}
directorItem -> propertyItem                                  {% id %}
              | "{" propertyItem:* "}"                        {% build.directorMember %}

propertyValue -> expression                                   {% build.propertyValue %}

subroutine -> "sub" name parameters returnType block          {% build.subroutine %}
parameters -> null                                            {% build.absent %}
            | "(" ")"                                         {% build.empty %}
            | "(" parameterList ")"                           {% build.second %}
parameterList -> parameter                                    {% build.list %}
               | parameterList "," parameter                  {% build.appendThird %}
parameter -> name variable                                    {% build.parameter %}
returnType -> null                                            {% build.absent %}
            | name                                            {% id %}

# ------------------------------------------------------------------------------------------------------------ statements

statement -> set                                              {% id %}
           | "unset" %word ";"                                {% build.unset %}
           | "remove" %word ";"                               {% build.unset %}
           | "add" %word assignment expression ";"            {% build.add %}
           | "declare" %word %word name ";"                   {% build.declare %}
           | "declare" %word %word name "=" expression ";"    {% build.declare %}
           | "call" variable ";"                              {% build.call %}
           | "call" call ";"                                  {% build.call %}
           | "error" ";"                                      {% build.error %}
           | "error" errorStatus ";"                          {% build.error %}
           | "error" errorStatus errorMessage ";"             {% build.error %}
           | "restart" ";"                                    {% build.restart %}
           | "esi" ";"                                        {% build.esi %}
           | "return" ";"                                     {% build.return %}
           | "return" expression ";"                          {% build.return %}
           | "return" actionKeyword ";"                       {% build.return %}
           | "return" "(" actionKeyword ")" ";"               {% build.returnGroup %}
           | "log" expression ";"                             {% build.log %}
           | "synthetic" expression ";"                       {% build.synthetic %}
           | "synthetic.base64" expression ";"                {% build.synthetic %}
           | "goto" %word ";"                                 {% build.goto %}
           | %word ":"                                        {% build.label %}
           | "break" ";"                                      {% build.break %}
           | "fallthrough" ";"                                {% build.fallthrough %}
           | call ";"                                         {% build.expressionStatement %}
           | if                                               {% id %}
           | switch                                           {% id %}
           | block                                            {% id %}
           | "include" string                                 {% build.include %}
           | "include" string ";"                             {% build.include %}
           | %macro                                           {% build.macro %}
           | inlineC                                          {% id %}
           | directive                                        {% id %}

actionKeyword -> "error"                                      {% build.variable %}
               | "restart"                                    {% build.variable %}
               | "synthetic"                                  {% build.variable %}
               | "esi"                                        {% build.variable %}

errorStatus -> number                                         {% id %}
             | variable                                       {% id %}
             | call                                           {% id %}
# Without a group at its start, so that `error f (…` can only be a call.
errorMessage -> errorParts                                    {% build.concatenation %}
errorParts -> atom                                            {% build.firstPart %}
            | errorParts atom                                 {% build.nextPart %}
            | errorParts "+" operand                          {% build.signedPart %}

switch -> "switch" "(" expression ")" "{" switchCase:* "}"    {% build.switch %}
switchCase -> "case" atom ":" statement:*                     {% build.switchCase %}
            | "case" "~" string ":" statement:*               {% build.switchRegexCase %}
            | "default" ":" statement:*                       {% build.switchDefault %}

assignment -> "="                                             {% build.text %}
            | "+="                                            {% build.text %}
            | "-="                                            {% build.text %}
            | "*="                                            {% build.text %}
            | "/="                                            {% build.text %}
            | "%="                                            {% build.text %}
            | "&="                                            {% build.text %}
            | "|="                                            {% build.text %}
            | "^="                                            {% build.text %}
            | "<<="                                           {% build.text %}
            | ">>="                                           {% build.text %}
            | "rol="                                          {% build.text %}
            | "ror="                                          {% build.text %}
            | "&&="                                           {% build.text %}
            | "||="                                           {% build.text %}

# ----------------------------------------------------------------------------------------------------------- expressions

expression -> or                                              {% id %}
or -> and                                                     {% id %}
    | or "||" and                                             {% build.logical %}
and -> not                                                    {% id %}
     | and "&&" not                                           {% build.logical %}
not -> comparison                                             {% id %}
     | "!" not                                                {% build.unary %}
comparison -> concatenation                                   {% id %}
            | concatenation comparator concatenation          {% build.binary %}
comparator -> "=="                                            {% id %}
            | "!="                                            {% id %}
            | "<"                                             {% id %}
            | ">"                                             {% id %}
            | "<="                                            {% id %}
            | ">="                                            {% id %}
            | "~"                                             {% id %}
            | "!~"                                            {% id %}

# Operands side by side, or joined by `+`; a group may not follow another operand without a sign.
concatenation -> parts                                        {% build.concatenation %}
parts -> operand                                              {% build.firstPart %}
       | "-" atom                                             {% build.signedFirstPart %}
       | "+" operand                                          {% build.signedFirstPart %}
       | parts atom                                           {% build.nextPart %}
       | parts "+" operand                                    {% build.signedPart %}
       | parts "-" atom                                       {% build.signedPart %}
       | parts directive                                      {% build.nextPart %}
operand -> atom                                               {% id %}
         | "(" expression ")"                                 {% build.group %}

atom -> variable                                              {% id %}
      | "default"                                             {% build.variable %}
      | call                                                  {% id %}
      | string                                                {% id %}
      | number                                                {% id %}
      | %percent                                              {% build.number %}
      | boolean                                               {% id %}
      | "if" "(" expression "," expression "," expression ")" {% build.conditional %}

call -> variable "(" arguments ")"                            {% build.callExpression %}
arguments -> null                                             {% build.empty %}
           | argumentList                                     {% id %}
argumentList -> argument                                      {% build.list %}
              | argumentList "," argument                     {% build.appendThird %}
argument -> expression                                        {% build.argument %}
