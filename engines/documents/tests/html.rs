//! What may pass the gate, and what may not.

use fairlead_documents::{html_to_text, sanitise_html};
use proptest::prelude::*;

#[track_caller]
fn check(html: &str, clean: &str) {
    assert_eq!(sanitise_html(html), clean);
}

#[test]
fn keeps_the_subset() {
    for html in [
        "<h1>A</h1><p>b <strong>c</strong> <em>d</em> <u>e</u> <s>f</s> x<sup>2</sup><br>g</p><hr>",
        "<ul><li>a</li><li>b<ol start=\"3\"><li>c</li></ol></li></ul>",
        "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td colspan=\"2\">b</td></tr></tbody></table>",
        "<blockquote><p>a</p></blockquote><pre>b\n  c</pre>",
        "<p>1 &lt; 2 &amp; 3</p>",
    ] {
        check(html, html);
    }
}

#[test]
fn links_are_limited_and_marked() {
    let marked = "<a href=\"https://example.com/\" rel=\"noopener noreferrer\">a</a>";
    check("<a href=' https://example.com/ ' target=_blank rel=opener onclick=x()>a</a>", marked);
    check(
        "<a href=mailto:a@example.com>a</a>",
        "<a href=\"mailto:a@example.com\" rel=\"noopener noreferrer\">a</a>",
    );
    for href in [
        "javascript:x()",
        "JaVa\tScript:x()",
        "&#106;avascript:x()",
        "data:text/html,x",
        "/admin",
        "//example.com",
        "vbscript:x",
    ] {
        check(&format!("<a href=\"{href}\">a</a>"), "a");
    }
}

#[test]
fn drops_what_runs_styles_or_loads() {
    check("<p onclick=x() style='color:red' class=a id=b>a</p>", "<p>a</p>");
    check(
        "a<script>x()</script><style>p{}</style><title>t</title><svg><a href=https://example.com>x</a></svg>b",
        "ab",
    );
    check("<img src=x onerror=x()><img src=data:image/png;base64,AAAA>a", "a");
    check(
        "<iframe src=https://example.com></iframe><form><input value=x><button>a</button></form>",
        "<div>a</div>",
    );
    check("<!-- c --><!doctype html><html><body>a</body></html>", "a");
    check("<scr<script>ipt>alert(1)</script>", "ipt&gt;alert(1)");
    check("<math><mtext><table><mglyph><style><img src=x onerror=x()></style></table></math>a", "a");
}

#[test]
fn repairs_what_is_badly_nested() {
    check("<p>a<p>b", "<p>a</p><p>b</p>");
    check("<b><p>a</p>b</b>c", "<p><b>a</b></p><b>b</b>c");
    check("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>");
    check("<li>a", "<ul><li>a</li></ul>");
    check(
        "<table><tr><td>a<td>b<tr><td>c</table>",
        "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>",
    );
    check("<td>a</td></div></p>b", "ab");
}

#[test]
fn work_is_bounded_by_the_input() {
    let styles: String = (0..2000).map(|number| format!("<b id={number}><font color={number}>")).collect();
    for html in [
        "<div>".repeat(100_000),
        format!("<p>{styles}{}", "<p>x".repeat(20_000)),
        "<table><tr><td>".repeat(30_000),
        "</p>".repeat(100_000),
        "<a href=https://example.com>".repeat(20_000),
    ] {
        let clean = sanitise_html(&html);
        assert!(clean.len() <= html.len() * 6, "{} from {}", clean.len(), html.len());
    }
}

#[test]
fn text_of_a_megabyte_is_whole() {
    let html = "<p>one &amp; two</p>".repeat(50_000);
    assert_eq!(html_to_text(&html).matches("one & two").count(), 50_000);
}

/// Fragments that go wrong in interesting ways, in any order.
fn hostile_html() -> impl Strategy<Value = String> {
    let names = "(p|b|i|a|u|ul|ol|li|table|tbody|thead|tr|td|th|div|pre|h1|blockquote|br|hr|svg|math|style|script|title|select|option|template|button|form|font|textarea|noscript|img|caption|dl|dd|sub)";
    let piece = prop_oneof![
        4 => names.tags(),
        2 => "[a-z \n]{1,4}".boxed(),
        1 => "[<>&\"'`=/!\\-\u{0}\u{a0}\u{202e}\r]{1,3}".boxed(),
        1 => Just("<a href=\"https://example.com/?a=1&b=2\" onclick=x()>".to_owned()).boxed(),
        1 => Just("<td colspan=3 rowspan=2>".to_owned()).boxed(),
        1 => Just("&lt;script&gt;&#0;&nbsp;&amp;amp;".to_owned()).boxed(),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Start and end tags of the elements that a pattern matches.
trait TagStrategy {
    fn tags(&'static self) -> BoxedStrategy<String>;
}

impl TagStrategy for str {
    fn tags(&'static self) -> BoxedStrategy<String> {
        (self, any::<bool>())
            .prop_map(|(name, end)| if end { format!("</{name}>") } else { format!("<{name}>") })
            .boxed()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn sanitising_twice_changes_nothing(html in hostile_html()) {
        let once = sanitise_html(&html);
        prop_assert_eq!(sanitise_html(&once), once);
    }

    #[test]
    fn nothing_unsafe_is_left(html in hostile_html()) {
        let clean = sanitise_html(&html);
        for banned in ["<script", "<style", "<svg", "<img", "onclick", "<!--", "\u{202e}"] {
            prop_assert!(!clean.contains(banned), "{} in {}", banned, clean);
        }
        html_to_text(&html);
    }
}
