// base64, text, size, digest, form: bodies that are looked at as bytes or text.
#include "matchers/matching.hpp"

namespace phantomime::matchers::testing {
namespace {

using namespace std::string_literals;

TEST(BodyBase64, IsExactlyTheseBytes) {
  for (const MatchCase& one : std::vector<MatchCase>{
           {"{body: {base64: AAEC}}", make_request("POST /", {}, "\x00\x01\x02"s), ""},
           {"{body: {base64: ''}}", make_request("POST /"), ""},
           {"{body: {base64: AAEC}}", make_request("POST /", {}, "\x00\x01\x03"s),
            "body: is exactly 3 bytes given as base64; other 3 bytes; send a body of exactly the bytes that the stub "
            "asks "
            "for"},
           {"{body: {base64: AAEC}}", make_request("POST /", {}, "x"),
            "body: is exactly 3 bytes given as base64; 1 byte; send a body of exactly the bytes that the stub asks "
            "for"},
           {"{body: {base64: AAEC}}", make_request("POST /"),
            "body: is exactly 3 bytes given as base64; no body; send a body of exactly the bytes that the stub asks "
            "for"},
       })
    expect_case(one);
  EXPECT_THAT((Loaded{"{body: {base64: '?'}}"}.loading.message()), ::testing::HasSubstr("base64"));
}

TEST(BodyText, SatisfiesACondition) {
  for (const MatchCase& one : std::vector<MatchCase>{
           {"{body: {text: {contains: hello}}}", make_request("POST /", {}, "say hello"), ""},
           {"{body: {text: ''}}", make_request("POST /"), ""},
           {"{body: {text: {contains: hello}}}", make_request("POST /", {}, "say hullo"),
            "body: contains \"hello\"; say hullo; change the body so that it contains \"hello\""},
           {"{body: {text: pong}}", make_request("POST /", {}, "ping"),
            "body: equals \"pong\"; ping; send the body \"pong\""},
           {"{body: {text: pong}}", make_request("POST /"), "body: equals \"pong\"; no body; send the body \"pong\""},
           {"{body: {text: {contains: hello}}}", make_request("POST /", {}, "hello \xFF"),
            "body: is UTF-8 text; not UTF-8 text; send a body that is UTF-8 text"},
       })
    expect_case(one);
  EXPECT_THAT((Loaded{"{body: {text: {absent: true}}}"}.loading.message()),
              ::testing::StartsWith("unknown key 'absent' in the condition on the body's text"));
}

TEST(BodySize, CountsBytes) {
  for (const MatchCase& one : std::vector<MatchCase>{
           {"{body: {size: 0}}", make_request("POST /"), ""},
           {"{body: {size: {at_most: 4, at_least: 2}}}", make_request("POST /", {}, "abc"), ""},
           {"{body: {size: {not: 0}}}", make_request("POST /", {}, "abc"), ""},
           {"{body: {size: {at_most: 2}}}", make_request("POST /", {}, "abc"),
            "body size: is at most 2; 3 bytes; send a body whose size in bytes is at most 2"},
       })
    expect_case(one);
  expect_bad({"{body: {size: 1 KB}}",
              "the value to equal: expected an integer from 0 to 4611686018427387904, found the string \"1 KB\""});
}

TEST(BodyDigest, HashesTheBytes) {
  for (const MatchCase& one : std::vector<MatchCase>{
           {"{body: {digest: {sha256: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad}}}",
            make_request("POST /", {}, "abc"), ""},
           {"{body: {digest: {sha1: A9993E364706816ABA3E25717850C26C9CD0D89D}}}", make_request("POST /", {}, "abc"),
            ""},
           {"{body: {digest: {md5: 900150983cd24fb0d6963f7d28e17f72}}}", make_request("POST /", {}, "abc"), ""},
           {"{body: {digest: {md5: 900150983cd24fb0d6963f7d28e17f72}}}", make_request("POST /"),
            "body md5: is 900150983cd24fb0d6963f7d28e17f72; d41d8cd98f00b204e9800998ecf8427e; send the very body that "
            "the "
            "digest was taken of"},
       })
    expect_case(one);
  expect_bad({"{body: {digest: {sha256: e3b0}}}",
              "'sha256' has 64 hexadecimal digits, found 4 (the digest of a file: openssl dgst -sha256 FILE)"});
  expect_bad({"{body: {digest: {md5: xyz}}}",
              "'md5' has 32 hexadecimal digits, found 'xyz' (the digest of a file: openssl dgst -md5 FILE)"});
  expect_bad({"{body: {digest: {}}}", "'digest' asks for nothing (write {sha256: ...})"});
}

TEST(BodyForm, LooksAtFields) {
  for (const MatchCase& one : std::vector<MatchCase>{
           {"{body: {form: {user: ann, remember: {bare: true}}}}", make_form_request("POST /", "user=ann&remember"),
            ""},
           {"{body: {form: {user: a b}}}", make_request("POST /", {}, "user=a+b"), ""},
           {"{body: {form: {user: ann}}}", make_form_request("POST /", "user=bob"),
            "form user: equals \"ann\"; \"bob\"; set the form field user to ann"},
           {"{body: {form: {user: ann}}}", make_form_request("POST /", ""),
            "form user: equals \"ann\"; absent; add the form field user=ann"},
           {"{body: {form: {password: s3cr3t}}}", make_form_request("POST /", "password=other"),
            "form password: equals [redacted]; [redacted]; add the form field password with the value that the stub "
            "asks "
            "for"},
       })
    expect_case(one);
  expect_bad({"{body: {form: [user]}}", "'form': expected a mapping, found a list"});
}

TEST(Body, BadOnesAreRefused) {
  for (const BadCase& one : std::vector<BadCase>{
           {"{body: new}", "'body': expected a mapping, found the string \"new\""},
           {"{body: {}}", "'body' asks for nothing (for an empty one write {size: 0})"},
           {"{body: {jsn: 1}}",
            "unknown key 'jsn' in 'body' (did you mean 'json'? valid keys: base64, text, json, json_like, ignoring, "
            "json_path, json_schema, form, multipart, xml_path, digest, size)"},
           {"{body: {json: 1, xml_path: {/a: 1}}}",
            "'xml_path' beside 'json': no body is JSON and XML at once (leave one of them out)"},
       })
    expect_bad(one);
}

}  // namespace
}  // namespace phantomime::matchers::testing
