#include "phantomime/matchers/bodies/multipart_parser.hpp"

#include "matchers/matching.hpp"

namespace phantomime::matchers::testing {
namespace {

constexpr std::string_view form =
    "a preamble\r\n--XX\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\nthere\r\n"
    "--XX\r\ncontent-disposition: form-data; name=photo; filename=\"a;\\\"b.png\"\r\nContent-Type: image/png\r\n\r\n"
    "PNG--XX\r\n--XX--\r\nan epilogue";

http::Request multipart(std::string_view body) {
  return make_request("POST /", {{"Content-Type", "multipart/form-data; boundary=XX"}}, std::string{body});
}

TEST(MultipartParser, TakesPartsApart) {
  const auto parts = parse_multipart(form, "XX");
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_EQ((*parts)[0].name, "note");
  EXPECT_EQ((*parts)[0].body, "hello\r\nthere");
  EXPECT_FALSE((*parts)[0].filename);
  EXPECT_EQ((*parts)[1].name, "photo");
  EXPECT_EQ((*parts)[1].filename, "a;\"b.png");
  EXPECT_EQ((*parts)[1].content_type, "image/png");
  EXPECT_EQ((*parts)[1].body, "PNG--XX");
}

TEST(MultipartParser, TakesWhatClientsSend) {
  struct Case {
    std::string_view body;
    std::size_t parts;
    std::string_view first;
  };
  for (const Case& one : std::vector<Case>{
           {"--XX--", 0, ""},
           {"--XX\n\nbody\n--XX--", 1, "body"},
           {"--XX\r\n\r\n\r\n--XX--", 1, ""},
           {"--XX  \r\n\r\nx\r\n--XX--", 1, "x"},
           {"--XX\r\n\r\n--XXY\r\n--XX--", 1, "--XXY"},
           {"--XX\r\nno colon\r\n\r\nx\r\n--XX--", 1, "x"},
       }) {
    const auto parts = parse_multipart(one.body, "XX");
    ASSERT_TRUE(parts) << one.body;
    ASSERT_EQ(parts->size(), one.parts) << one.body;
    if (one.parts > 0) {
      EXPECT_EQ(parts->front().body, one.first) << one.body;
    }
  }
}

TEST(MultipartParser, RefusesWhatIsBroken) {
  EXPECT_EQ(parse_multipart("hello", "XX").error().what, "no part begins with the boundary");
  EXPECT_EQ(parse_multipart("--XX\r\n\r\nhello", "XX").error().what, "the last part has no end");
  std::string many;
  for (std::size_t index = 0; index <= max_multipart_parts; ++index) many += "--XX\r\n\r\n\r\n";
  EXPECT_EQ(parse_multipart(many + "--XX--", "XX").error().code, ErrorCode::limit);
}

TEST(MultipartParser, ReadsTheBoundary) {
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=abc"), "abc");
  EXPECT_EQ(multipart_boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"a b;c\""), "a b;c");
  EXPECT_EQ(multipart_boundary("multipart/form-data"), "");
  EXPECT_EQ(multipart_boundary("text/plain; boundary=abc"), "");
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary"), "");
}

TEST(BodyMultipart, LooksAtParts) {
  for (const MatchCase& one : std::vector<MatchCase>{
           {"{body: {multipart: {note: {value: {contains: hello}}, photo: {filename: {ends_with: .png}, content_type: "
            "image/png, size: {at_most: 1000}}}}}",
            multipart(form), ""},
           {"{body: {multipart: {note: {filename: {absent: true}}}}}", multipart(form), ""},
           {"{body: {multipart: {note: {}}}}", multipart(form), ""},
           {"{body: {multipart: {photo: {content_type: image/jpeg, size: 3}}}}", multipart(form),
            "body part photo content_type: equals \"image/jpeg\"; \"image/png\"; change the content_type of the part "
            "photo so that it equals \"image/jpeg\"\n"
            "body part photo size: equals 3; 7; change the size of the part photo so that it equals 3"},
           {"{body: {multipart: {phto: {}}}}", multipart(form),
            "body part phto: is present; absent; rename the part photo to phto"},
           {"{body: {multipart: {document: {}}}}", multipart(form),
            "body part document: is present; absent; add the part document to the form"},
           {"{body: {multipart: {password: {value: s3cr3t}}}}",
            multipart("--XX\r\nContent-Disposition: form-data; name=password\r\n\r\nhunter2\r\n--XX--"),
            "body part password value: equals [redacted]; [redacted]; change the value of the part password so that it "
            "equals [redacted]"},
           {"{body: {multipart: {a: {}}}}", make_request("POST /", {}, "x"),
            "body: is a multipart form; not a multipart form: the header Content-Type names no multipart boundary; "
            "send a "
            "multipart form, with its boundary in the header Content-Type"},
       })
    expect_case(one);
}

TEST(BodyMultipart, BadOnesAreRefused) {
  for (const BadCase& one : std::vector<BadCase>{
           {"{body: {multipart: [photo]}}", "'multipart': expected a mapping, found a list"},
           {"{body: {multipart: {}}}", "'multipart' names no part (write {photo: {content_type: image/png}})"},
           {"{body: {multipart: {photo: {type: image/png}}}}",
            "unknown key 'type' in the part 'photo' (valid keys: value, filename, content_type, size)"},
       })
    expect_bad(one);
}

}  // namespace
}  // namespace phantomime::matchers::testing
