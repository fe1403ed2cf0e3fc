package io.parallelr.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The expected texts follow the documentation of Go's package `fmt`.
class PrintfTest {

  @ParameterizedTest
  @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
      "%d|%5d|%-5d|%05d|%+d|% d" 42 42 42 42 42 42       ~ 42|   42|42   |00042|+42| 42
      "%05d|%+05d|%.4d|%6.4d|%-06d|" -42 42 42 42 42     ~ -0042|+0042|0042|  0042|42    |
      "%x|%X|%#x|%o|%#o|%O|%b|%#b" 255 255 255 8 8 8 5 5 ~ ff|FF|0xff|10|010|0o10|101|0b101
      "%x|%c|%q|%U|%#U|%.0d|" -255 97 97 97 97 0         ~ -ff|a|'a'|U+0061|U+0061 'a'||
      "%d" 123456789012345678901234567890                ~ 123456789012345678901234567890
      """)
  void integers(String arguments, String expected) throws TemplateException {
    assertThat(printed(arguments)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
      "%f|%.2f|%8.3f|%-8.1f|%08.2f|%+.1f" 1.5 1.005 3.14159 2.25 -1.5 2.0 ~ 1.500000|1.00|   3.142|2.2     |-0001.50|+2.0
      "%e|%.2e|%E|%.0e" 1234.5678 1234.5678 0.00012 15.0                  ~ 1.234568e+03|1.23e+03|1.200000E-04|2e+01
      "%g|%g|%g|%.3g|%.10g|%G" 100000.0 1e6 0.00001 1234.5678 1.5 1e-7    ~ 100000|1e+06|1e-05|1.23e+03|1.5|1E-07
      "%v|%v|%6v|%.3v" 1e6 0.000001 1.5 1234.5                            ~ 1000000|0.000001|   1.5|1.23e+03
      "%.2f|%e|%g" 5 5 5                                                  ~ 5.00|5.000000e+00|5
      "%.3f|%g|%e|%v" 0.0 0.0 0.0 0.0                                     ~ 0.000|0|0.000000e+00|0
      "%.1f|%.0f|%.0f|%.0f" 0.25 0.5 1.5 1e20                             ~ 0.2|0|2|100000000000000000000
      """)
  void numbersWithAFraction(String arguments, String expected) throws TemplateException {
    assertThat(printed(arguments)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
      "%s|%5s|%-5s|%.2s|%5.1s|" "abc" "abc" "abc" "abc" "abc"  ~ abc|  abc|abc  |ab|    a|
      "[%5s|%.1s|%x]" .u .u "é"                                ~ [  aé\ud83d\ude00|a|c3a9]
      "%q|%+q|%#q|%q" "a\\"é\\n" "é" "raw" "\\x01\\u200b"      ~ "a\\"é\\n"|"\\u00e9"|`raw`|"\\x01\\u200b"
      "%x|% x|%#x|%X|% #x" "hi" "hi" "hi" "zz" "hi"            ~ 6869|68 69|0x6869|7A7A|0x68 0x69
      "%t|%v|%6t" true false true                              ~ true|false|  true
      """)
  void stringsAndBooleans(String arguments, String expected) throws TemplateException {
    assertThat(printed(arguments)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
      "%v|%v|%s|%v" .mixed .m .l .em         ~ [a 1 <nil> true]|map[a:map[b:2] k:K]|[p q]|map[]
      "%q|%3v|%d" .l .l .mixed               ~ ["p" "q"]|[  p   q]|[%!d(string=a) 1 <nil> %!d(bool=true)]
      "%#v|%#v|%#v" .mixed .m "s"            ~ []interface {}{"a", 1, interface {}(nil), true}|map[string]interface {}{"a":map[string]interface {}{"b":2}, "k":"K"}|"s"
      "%+v|%+v|%v|%#v" 5 .l nil nil          ~ 5|[p q]|<nil>|<nil>
      "%T|%T|%T|%T|%T|%T|%T" 1 1.5 "s" true nil .l .m ~ int|float64|string|bool|<nil>|[]interface {}|map[string]interface {}
      """)
  void listsAndMapsAndTypes(String arguments, String expected) throws TemplateException {
    assertThat(printed(arguments)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
      "%d|%s|%t|%z|%!|" "hi" 5 1.5 true 1  ~ %!d(string=hi)|%!s(int=5)|%!t(float64=1.5)|%!z(bool=true)|%!!(int=1)|
      "%d %d" 1                            ~ 1 %!d(MISSING)
      "%d" 1 "x" nil .l                    ~ 1%!(EXTRA string=x, <nil>, []interface {}=[p q])
      "%d%" 1                              ~ 1%!(NOVERB)
      "100%%|%5%"                          ~ 100%|%
      "%s|%d" nil nil                      ~ %!s(<nil>)|%!d(<nil>)
      "%[2]d %[1]d" 1 2                    ~ 2 1
      "%[3]d|%[x]d|%[1" 1 2                ~ %!d(BADINDEX)|%!d(BADINDEX)|%!(NOVERB)
      "[%[3]*.[2]*[1]f]" 12.0 2 6           ~ [ 12.00]
      "[%*d|%-*d|%*d|%.*f]" 4 1 4 1 -3 1 1 2.25 ~ [   1|1   |1  |2.2]
      "%*d|%.*d" "a" 1 -1 2                ~ %!(BADWIDTH)1|%!(BADPREC)2
      "%99999999999d" 1                    ~ %!(NOVERB)%!(EXTRA int=1)
      """)
  void mistakesInTheFormatAreShown(String arguments, String expected) throws TemplateException {
    assertThat(printed(arguments)).isEqualTo(expected);
  }

  private static String printed(String arguments) throws TemplateException {
    return Rendered.text("{{ printf " + arguments + " }}");
  }
}
