package org.jackfield.chattemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.jackfield.chattemplate.ChatTemplateException.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not supported is refused by name and place, and nothing reaches Java. */
class RefusedTemplatesTest {
  private static ChatTemplateException compileFailure(String template) {
    ChatTemplateException failure =
        catchThrowableOfType(
            ChatTemplateException.class,
            () -> ChatTemplate.compile("m", template, TemplateLimits.defaults()));
    assertThat(failure).as(template).isNotNull();
    return failure;
  }

  private static ChatTemplateException renderFailure(String template) {
    TemplateInput input =
        TemplateInput.builder()
            .message("user", "U")
            .variable("d", Map.of("a", 1))
            .variable("secret", "TOPSECRET")
            .build();
    ChatTemplateException failure =
        catchThrowableOfType(
            ChatTemplateException.class, () -> ChatTemplate.compile(template).render(input));
    assertThat(failure).as(template).isNotNull();
    return failure;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {{ x ! groupby('a') }}           | filter 'groupby'          | 1 | 8
          {{ x ! pprint }}                 | filter 'pprint'           | 1 | 8
          {{ x ! trim('a', 'b') }}         | filter 'trim' takes at most 1 | 1 | 8
          {{ x ! tojson(indnt=2) }}        | no argument 'indnt'       | 1 | 8
          {{ x ! replace('a') }}           | needs the argument 'new'  | 1 | 8
          {{ x is escaped }}               | test 'escaped'            | 1 | 9
          {{ x is divisibleby }}           | needs the argument 'num'  | 1 | 9
          {{ x.encode('utf8') }}           | method 'encode'           | 1 | 5
          {{ x.getClass() }}               | method 'getClass'         | 1 | 5
          {{ x.__class__ }}                | attribute '__class__'     | 1 | 6
          {{ lipsum() }}                   | function 'lipsum'         | 1 | 4
          {{ joiner(',') }}                | function 'joiner'         | 1 | 4
          {{ open('/etc/passwd') }}        | function 'open'           | 1 | 4
          {{ f(*args) }}                   | '*'                       | 1 | 6
          {{ f(**kw) }}                    | '**'                      | 1 | 6
          {{ x[1, 2] }}                    | subscript with ','        | 1 | 7
          {{ 99999999999999999999 }}       | 99999999999999999999      | 1 | 4
          {% include 'x' %}                | tag 'include'             | 1 | 4
          {% import 'x' as y %}            | tag 'import'              | 1 | 4
          {% extends 'x' %}                | tag 'extends'             | 1 | 4
          {% block b %}{% endblock %}      | tag 'block'               | 1 | 4
          {% do x %}                       | tag 'do'                  | 1 | 4
          {% autoescape true %}{% endautoescape %} | tag 'autoescape'  | 1 | 4
          {% trans %}x{% endtrans %}       | tag 'trans'               | 1 | 4
          """)
  void unsupportedConstructsAreRefusedWhenCompiled(
      String template, String named, int line, int column) {
    ChatTemplateException failure = compileFailure(template.replace('!', '|'));
    assertThat(failure.code()).isEqualTo(Code.UNSUPPORTED);
    assertThat(failure.detail()).contains(named);
    assertThat(failure.line()).isEqualTo(line);
    assertThat(failure.column()).isEqualTo(column);
    assertThat(failure.templateName()).isEqualTo("m");
    assertThat(failure)
        .hasMessage("chat template 'm', line %d, column %d: %s", line, column, failure.detail());
  }

  @Test
  void theMessageSaysWhatIsSupported() {
    assertThat(compileFailure("{{ x | pprint }}").detail()).contains("tojson", "selectattr");
    assertThat(compileFailure("{{ x is foo }}").detail()).contains("defined", "mapping");
    assertThat(compileFailure("{{ x.foo() }}").detail()).contains("startswith", "items");
    assertThat(compileFailure("{{ foo() }}").detail()).contains("raise_exception", "namespace");
    assertThat(compileFailure("{% foo %}").detail()).contains("for, if, set, macro");
  }

  @Test
  void placesAreCountedInLinesAndColumns() {
    ChatTemplateException failure =
        compileFailure("{% if x %}\r\n\n  ab {{ y | nope }}{% endif %}");
    assertThat(failure.line()).isEqualTo(3);
    assertThat(failure.column()).isEqualTo(13);
    ChatTemplateException late = renderFailure("a\nb {{ d.zz.y }}");
    assertThat(late.code()).isEqualTo(Code.EVALUATION);
    assertThat(late.line()).isEqualTo(2);
    assertThat(late.detail()).contains("has no attribute 'zz'");
  }

  @Test
  void whatTheTemplateRaisesIsTold() {
    ChatTemplateException failure =
        renderFailure("\n{{ raise_exception('roles must ' ~ 'alternate') }}");
    assertThat(failure.raisedByTemplate()).isTrue();
    assertThat(failure.code()).isEqualTo(Code.RAISED);
    assertThat(failure.detail()).isEqualTo("roles must alternate");
    assertThat(failure)
        .hasMessageContaining("the template refuses the input: roles must alternate");
    assertThat(failure.line()).isEqualTo(2);
  }

  @Test
  void messagesOfErrorsHaveBoundedLength() {
    assertThat(compileFailure("{{ x | " + "y".repeat(100_000) + " }}").getMessage())
        .hasSizeLessThan(5000);
    ChatTemplateException raised = renderFailure("{{ raise_exception('y' * 100000) }}");
    assertThat(raised.detail()).hasSize(4003).endsWith("y...");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ ''.class.forName('java.lang.Runtime') }}",
        "{{ ''.getClass().getName() }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ ''['__class__']['__mro__'] }}",
        "{{ messages.getClass() }}",
        "{{ messages['getClass']() }}",
        "{{ messages.class.name }}",
        "{{ d['class'].x }}",
        "{{ (''|map).gi_frame }}",
        "{{ namespace.__init__ }}",
        "{{ range['__globals__']['os'] }}",
        "{% set f = messages['getClass'] %}{{ f() }}",
        "{{ d.get.receiver }}",
        "{{ d.get }}",
        "{% macro m() %}{% endmacro %}{{ m.definition }}",
        "{{ loop._iterable }}{{ loop() }}",
        "{% for x in [1] %}{{ loop._run.x }}{% endfor %}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ messages.append({'role': 'system'}) }}",
        "{{ d.update(a=2) }}",
        "{{ d['pop']('a') }}",
        "{{ '{0.__class__}'.format(1) }}",
        "{{ '{x[secret]}'.format(x=d) }}",
        "{{ d | attr('__class__') }}",
        "{{ messages | map('getClass') | list }}",
        "{{ messages | map(attribute='getClass.name') | list }}",
      })
  void noObjectIsInReach(String template) {
    ChatTemplateException failure = renderFailure(template);
    assertThat(failure.code()).isIn(Code.UNSUPPORTED, Code.EVALUATION, Code.SYNTAX);
    assertThat(failure.getMessage()).doesNotContain("TOPSECRET");
  }

  @Test
  void unknownAttributesOfDataAreUndefinedAsInPython() {
    ChatTemplate template =
        ChatTemplate.compile("[{{ messages.class }}{{ ''['getClass'] }}{{ d['__class__'] }}]");
    TemplateInput input = TemplateInput.builder().variable("d", Map.of()).build();
    assertThat(template.render(input).text()).isEqualTo("[]");
  }

  @Test
  void dataKeepsItsValues() {
    List<Map<String, Object>> tools = List.of(Map.of("b", List.of(1, 2), "a", "x"));
    TemplateInput input = TemplateInput.builder().tools(tools).build();
    ChatTemplate template =
        ChatTemplate.compile(
            "{{ tools | sort(attribute='a') | length }}{{ tools[0].b | reverse | list }}"
                + "{% set tools = 5 %}{{ tools }}");
    assertThat(template.render(input).text()).isEqualTo("1[2, 1]5");
    assertThat(template.render(input).text()).isEqualTo("1[2, 1]5");
  }
}
