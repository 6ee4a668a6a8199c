package org.jackfield.chattemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jackfield.chattemplate.ChatTemplateException.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates that want too much end with an error that names the limit. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LimitsTest {
  private static final int SMALL_STACK_BYTES = 512 * 1024;

  private static RenderedPrompt render(String template) {
    return ChatTemplate.compile(template).render(TemplateInput.builder().build());
  }

  private static ChatTemplateException failure(String template) {
    ChatTemplateException failure =
        catchThrowableOfType(ChatTemplateException.class, () -> render(template));
    assertThat(failure).as(template).isNotNull();
    return failure;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %} | steps
          {% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %} | steps
          {% set n = namespace(s='x' * 1000) %}{% for i in range(100) %}{% set n.s = n.s ~ n.s %}{% endfor %} | characters
          {% set n = namespace(l=[1, 2]) %}{% for i in range(100) %}{% set n.l = n.l + n.l %}{% endfor %} | steps
          {{ 'x' * 1000000000 }} | 5000000 steps
          {{ 'xxxxxxxxxx' * 9000000000 }} | characters
          {{ [1] * 1000000000 }} | steps
          {{ 'x' ! center(2000000000) }} | steps
          {{ '%2000000000s' % 'x' }} | number
          {{ '%900000000s' % 'x' }} | steps
          {{ 'a' ! indent(2000000000) }} | steps
          {{ [1] ! batch(2000000000, 'x') ! list }} | steps
          {{ [1] ! tojson(indent=2000000000) }} | characters
          {{ range(100001) }} | 100000
          {{ range(0, 9000000000000000000, 1) }} | 2**52
          {{ 1.5 ! round(1000000) }} | precision
          {{ '%.1000000f' % 1 }} | number
          {% macro f() %}{{ f() }}{% endmacro %}{{ f() }} | nesting
          {% for x in [[[]]] recursive %}{{ loop([x]) }}{% endfor %} | nesting
          {% macro f() %}{{ f() ~ f() }}{% endmacro %}{{ f() }} | nesting
          {% set n = namespace(l=[]) %}{% for i in range(5000) %}{% set n.l = [n.l] %}{% endfor %}{{ n.l }} | nesting
          {% set n = namespace(l=[]) %}{% for i in range(5000) %}{% set n.l = [n.l] %}{% endfor %}{{ n.l ! tojson }} | nesting
          {% set n = namespace(a=[], b=[]) %}{% for i in range(5000) %}{% set n.a = [n.a] %}{% set n.b = [n.b] %}{% endfor %}{{ n.a == n.b }} | nesting
          {% set n = namespace(g=[1]) %}{% for i in range(5000) %}{% set n.g = n.g ! select %}{% endfor %}{{ n.g ! list }} | nesting
          {% set n = namespace(g=[1]) %}{% for i in range(5000) %}{% set n.g = n.g ! map('abs') %}{% endfor %}{{ n.g ! first }} | nesting
          {% set n = namespace(g=[1]) %}{% for i in range(5000) %}{% set n.g = n.g ! unique %}{% endfor %}{{ n.g ! first }} | nesting
          {% set a = 'a' * 4000000 %}{% for i in range(100000) %}{{ (a ~ 'c') in (a ~ 'b') }}{% endfor %} | steps
          {% set a = 'a' * 2000000 %}{% for i in range(100000) %}{{ a.replace('b', 'c') == a }}{% endfor %} | characters
          {% set a = 'a' * 2000000 %}{% for i in range(100000) %}{{ a.upper() ! length }}{% endfor %} | characters
          {% set a = '😀' * 2000000 %}{% for i in range(100000) %}{% set x = a[i] %}{% endfor %} | steps
          """)
  void greedyTemplatesEnd(String template, String named) {
    ChatTemplateException failure = failure(template.replace('!', '|'));
    assertThat(failure.code()).isEqualTo(Code.LIMIT);
    assertThat(failure.detail()).contains(named);
  }

  @Test
  void searchesOfManyKindsAreBounded() {
    String text = "{% set a = 'a' * 3000000 %}{% set b = a[:1000000] ~ 'b' %}";
    for (String search :
        List.of(
            "b in a", "a.find(b)", "a.count(b)", "a.split(b)", "a.replace(b, '')", "a.strip(b)")) {
      assertThat(failure(text + "{% for i in range(9) %}{{ " + search + " }}{% endfor %}").code())
          .as(search)
          .isEqualTo(Code.LIMIT);
    }
  }

  @Test
  void limitsOfTheCallerHold() {
    TemplateLimits limits =
        TemplateLimits.defaults().withMaxOutputChars(10).withMaxTextChars(100).withMaxSteps(1000);
    TemplateInput input = TemplateInput.builder().build();
    assertThat(ChatTemplate.compile("m", "0123456789", limits).render(input).text()).hasSize(10);
    Throwable tooLong =
        catchThrowable(() -> ChatTemplate.compile("m", "01234567890", limits).render(input));
    assertThat(tooLong).hasMessageContaining("10 characters");
    String churn = "{% for i in range(30) %}{% set x = 'abcd' ~ i %}{% endfor %}";
    assertThat(catchThrowable(() -> ChatTemplate.compile("m", churn, limits).render(input)))
        .hasMessageContaining("100 characters");
    String loop = "{% for i in range(2000) %}{% endfor %}";
    assertThat(catchThrowable(() -> ChatTemplate.compile("m", loop, limits).render(input)))
        .hasMessageContaining("1000 steps");
    assertThatIllegalArgumentException().isThrownBy(() -> limits.withMaxSteps(0));
  }

  @Test
  void templatesHaveASizeLimit() {
    String largest = "x".repeat(Source.MAX_CHARS);
    assertThat(render(largest).text()).isEqualTo(largest);
    ChatTemplateException failure = failure(largest + "x");
    assertThat(failure.code()).isEqualTo(Code.LIMIT);
    assertThat(failure.detail()).contains("1048577").contains("1048576");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "[",
        "{'a': ",
        "-",
        "not ",
        "x[",
        "f(",
        "x if y else ",
        "x | d(",
        "x is in [",
        "(x, "
      })
  void deepExpressionsAreRefusedWithoutStackOverflow(String opening) throws Exception {
    ChatTemplateException failure =
        onSmallStack(() -> failure("{{ " + opening.repeat(50_000) + "x"));
    assertThat(failure.code()).isEqualTo(Code.LIMIT);
    assertThat(failure.detail()).contains("nesting is deeper than 100 levels");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% if t %}",
        "{% for x in y %}",
        "{% set x %}",
        "{% macro m() %}",
        "{% filter trim %}",
        "{% with %}",
        "{% generation %}",
        "{% call m() %}",
        "{% if a %}{% else %}"
      })
  void deepStatementsAreRefusedWithoutStackOverflow(String opening) throws Exception {
    ChatTemplateException failure = onSmallStack(() -> failure(opening.repeat(20_000)));
    assertThat(failure.code()).isEqualTo(Code.LIMIT);
    assertThat(failure.detail()).contains("nesting is deeper than 100 levels");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" + 1", " ~ 1 + 1", " | string", ".a", "[0]", " or 0", " and 1", " * 1", " if 1"})
  void longChainsDoNotOverflowTheStack(String link) throws Exception {
    Callable<Throwable> chain =
        () -> catchThrowable(() -> render("{{ 1" + link.repeat(30_000) + " }}"));
    Throwable failure = onSmallStack(chain);
    if (failure != null) {
      assertThat(failure).isInstanceOf(ChatTemplateException.class);
    }
    assertThat(onSmallStack(() -> render("{{ x" + " ~ 1".repeat(30_000) + " }}").text()))
        .hasSize(30_000);
  }

  @Test
  void theDeepestAllowedNestingFitsASmallStack() throws Exception {
    String deep = "{{ " + "(1 + ".repeat(97) + "1" + ")".repeat(97) + " }}";
    assertThat(onSmallStack(() -> render(deep).text())).isEqualTo("98");
    String blocks = "{% if 1 %}".repeat(97) + "x" + "{% endif %}".repeat(97);
    assertThat(onSmallStack(() -> render(blocks).text())).isEqualTo("x");
    String macros =
        "{% macro f(n) %}{% for i in [1] %}{% if n %}{{ [f(n - 1)] | map('string') | first }}"
            + "{% endif %}{% endfor %}.{% endmacro %}{{ f(40) }}";
    assertThat(onSmallStack(() -> render(macros).text())).hasSize(41);
    for (String endless :
        List.of(
            "{% macro f() %}"
                + "{% if 1 %}".repeat(90)
                + "{{ f() }}"
                + "{% endif %}".repeat(90)
                + "{% endmacro %}{{ f() }}",
            "{% macro f() %}{{ "
                + "(1 + ".repeat(90)
                + "f()"
                + ")".repeat(90)
                + " }}{% endmacro %}{{ f() }}",
            "{% macro f() %}{{ caller is defined }}{% filter trim %}{% set x %}{% call f() %}{% endcall %}{% endset %}"
                + "{% endfilter %}{% endmacro %}{{ f() }}",
            "{% macro f() %}{{ [1] | map('default', f()) | list }}{% endmacro %}{{ f() }}",
            "{% macro f() %}{% for x in [1] if f() %}{% endfor %}{% endmacro %}{{ f() }}")) {
      ChatTemplateException failure = onSmallStack(() -> failure(endless));
      assertThat(failure.code()).isEqualTo(Code.LIMIT);
    }
  }

  @Test
  void longFlatTemplatesAreFine() {
    assertThat(render("{{ 1 }}x".repeat(50_000)).text()).hasSize(100_000);
    assertThat(render("{% if 1 %}x{% endif %}".repeat(20_000)).text()).hasSize(20_000);
    String branches = "{% if 0 %}a" + "{% elif 0 %}b".repeat(20_000) + "{% else %}c{% endif %}";
    assertThat(render(branches).text()).isEqualTo("c");
    assertThat(render("{{ [" + "1,".repeat(50_000) + "] | length }}").text()).isEqualTo("50000");
    assertThat(render("{#" + "{#".repeat(100_000) + "#}x").text()).isEqualTo("x");
    assertThat(failure("{{ '" + "\\\\".repeat(200_000)).code()).isEqualTo(Code.SYNTAX);
    assertThat(failure("{%".repeat(200_000)).code()).isEqualTo(Code.SYNTAX);
  }

  @Test
  void deeplyNestedInputIsRefused() {
    List<Object> nested = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      nested = new ArrayList<>(List.of(nested));
    }
    List<Object> deep = nested;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TemplateInput.builder().variable("x", deep))
        .withMessageContaining("nested deeper than 200 levels");
  }

  /** Runs on a thread whose stack is smaller than any that a server would use. */
  private static <T> T onSmallStack(Callable<T> task) throws Exception {
    FutureTask<T> future = new FutureTask<>(task);
    Thread thread = new Thread(null, future, "small-stack", SMALL_STACK_BYTES);
    thread.start();
    return future.get();
  }
}
