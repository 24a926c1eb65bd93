// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/**
 * The rules of Surefire's report format 3.0 (its published surefire-test-report.xsd), as a table of
 * our own: which elements, in which order, with which attributes.
 */
class SurefireFormTest {
  /** Surefire's own pattern of a time. */
  private static final String TIME = "(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\\.[0-9]{0,3})?";

  private static final Map<String, Rule> RULES =
      Map.of(
          "testsuite",
              new Rule(
                  List.of("properties", "testcase"),
                  Set.of("name", "tests", "errors", "skipped", "failures"),
                  Set.of("time", "group")),
          "properties", new Rule(List.of("property"), Set.of(), Set.of()),
          "property", new Rule(List.of(), Set.of("name", "value"), Set.of()),
          "testcase",
              new Rule(
                  List.of(
                      "failure",
                      "rerunFailure",
                      "flakyFailure",
                      "skipped",
                      "error",
                      "rerunError",
                      "flakyError",
                      "system-out",
                      "system-err"),
                  Set.of("name", "time"),
                  Set.of("classname", "group")),
          "failure", new Rule(List.of(), Set.of("type"), Set.of("message")),
          "error", new Rule(List.of(), Set.of("type"), Set.of("message")),
          "system-out", new Rule(List.of(), Set.of(), Set.of()),
          "system-err", new Rule(List.of(), Set.of(), Set.of()));

  @TempDir Path folder;

  /**
   * What an element may hold.
   *
   * @param children in this order; an element that is not named may not be there
   * @param required attributes
   * @param optional attributes
   */
  private record Rule(List<String> children, Set<String> required, Set<String> optional) {}

  @Test
  void theReportKeepsTheRules() throws Exception {
    String console = Files.writeString(folder.resolve("c"), "a ]]> \u0000 <b>\n").toString();
    BootSummary summary =
        SamplesOfBoots.summary(
            SamplesOfBoots.passed(console), SamplesOfBoots.failed(console), SamplesOfBoots.error());
    assertThat(problems(JUnitReport.text(summary))).isEmpty();
  }

  @Test
  void theRulesFindWhatBreaksThem() throws Exception {
    String text = JUnitReport.text(SamplesOfBoots.summary(SamplesOfBoots.error()));
    assertThat(problems(text.replace(" skipped=\"0\"", ""))).isNotEmpty();
    assertThat(problems(text.replace("time=\"0.000\"", "time=\"soon\""))).isNotEmpty();
    assertThat(problems(text.replace("<error ", "<mistake ").replace("/error", "/mistake")))
        .isNotEmpty();
    assertThat(problems(text.replace("<error ", "<system-out>x</system-out><error "))).isNotEmpty();
  }

  private static List<String> problems(String xml) throws Exception {
    List<String> problems = new ArrayList<>();
    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(xml)))
            .getDocumentElement();
    assertThat(root.getTagName()).isEqualTo("testsuite");
    check(root, problems);
    return problems;
  }

  private static void check(Element element, List<String> problems) {
    Rule rule = RULES.get(element.getTagName());
    if (rule == null) {
      problems.add("not in the format: " + element.getTagName());
      return;
    }
    Set<String> names = attributeNames(element);
    rule.required().stream()
        .filter(name -> !names.contains(name))
        .forEach(name -> problems.add(element.getTagName() + " lacks " + name));
    names.stream()
        .filter(name -> !rule.required().contains(name) && !rule.optional().contains(name))
        .forEach(name -> problems.add(element.getTagName() + " has " + name));
    if (names.contains("time") && !element.getAttribute("time").matches(TIME)) {
      problems.add("not a time: " + element.getAttribute("time"));
    }
    int place = 0;
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child) {
        int at = rule.children().indexOf(child.getTagName());
        if (at < place) {
          problems.add(child.getTagName() + " in " + element.getTagName() + " is out of place");
        }
        place = Math.max(place, at);
        check(child, problems);
      }
    }
  }

  private static Set<String> attributeNames(Element element) {
    Set<String> names = new TreeSet<>();
    NamedNodeMap attributes = element.getAttributes();
    for (int i = 0; i < attributes.getLength(); i++) {
      names.add(attributes.item(i).getNodeName());
    }
    return names;
  }
}
