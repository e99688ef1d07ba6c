using System.Net;
using System.Text;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.AuthZen;

/// <summary>Authorization API 1.0, section 6, and what section 10 says of HTTP.</summary>
public sealed class EvaluationTests(InteropServer server)
{
    private const string Path = "/access/v1/evaluation";

    private static readonly string Good = Body("can_create_todo", InteropServer.Rick);

    [Theory]
    [InlineData(InteropServer.Rick, """{"decision":true}""")]
    [InlineData(InteropServer.Beth, """{"decision":false}""")]
    [InlineData("stranger", """{"decision":false}""")]
    public async Task A_decision_is_true_or_false_and_nothing_else(string subject, string expected)
    {
        var answer = await Post(Body("can_create_todo", subject));
        Assert.Equal((HttpStatusCode.OK, expected, "application/json"), (answer.Status, answer.Body, answer.Type));
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        Assert.Equal(InteropServer.Bundle.Revision, answer.Headers["X-Pdp-Revision"]);
        Assert.True(Guid.TryParse(answer.Headers["X-Pdp-Decision-Id"], out _));
    }

    [Fact]
    public async Task The_same_question_gets_the_same_body() =>
        Assert.Equal((await Post(Good)).Body, (await Post(Good)).Body);

    [Theory]
    [InlineData("unknown members everywhere", """{"x":1,"subject":{"y":[{}],"type":"user","id":"RICK"},"action":{"z":null,"name":"can_create_todo"},"resource":{"type":"todo","id":"1","w":{}},"context":{"a":1}}""")]
    [InlineData("the order of members", """{"context":{},"resource":{"id":"1","type":"todo"},"action":{"properties":{},"name":"can_create_todo"},"subject":{"id":"RICK","properties":{"a":[1,{"b":null}]},"type":"user"}}""")]
    [InlineData("null for what is optional", """{"subject":{"type":"user","id":"RICK","properties":null},"action":{"name":"can_create_todo"},"resource":{"type":"todo","id":"1"},"context":null}""")]
    [InlineData("escapes in names and values", """{"subj\u0065ct":{"type":"us\u0065r","\u0069d":"RICK"},"action":{"name":"can_create_todo"},"resource":{"type":"todo","id":"\ud83d\ude00"}}""")]
    [InlineData("duplicates in what is ignored", """{"x":{"a":1,"a":2},"x":3,"subject":{"type":"user","id":"RICK"},"action":{"name":"can_create_todo"},"resource":{"type":"todo","id":"1"}}""")]
    [InlineData("names that are no text, in what is ignored", """{"\ud800":1,"subject":{"i\udc00":1,"type":"user","id":"RICK"},"action":{"name":"can_create_todo"},"resource":{"type":"todo","id":"1"}}""")]
    [InlineData("white space", " {\n\"subject\":{\"type\":\"user\",\"id\":\"RICK\"},\t\"action\":{\"name\":\"can_create_todo\"},\r\n\"resource\":{\"type\":\"todo\",\"id\":\"1\"}}\n")]
    public async Task These_do_not_matter(string what, string body)
    {
        var answer = await Post(body.Replace("RICK", InteropServer.Rick, StringComparison.Ordinal));
        Assert.True(answer is { Status: HttpStatusCode.OK, Body: """{"decision":true}""" }, $"{what}: {answer}");
    }

    [Theory]
    [InlineData("", "got an empty body")]
    [InlineData("nul", "expected JSON: it is damaged at line 1, byte 4")]
    [InlineData("null", "expected a JSON object, got null")]
    [InlineData("[]", "expected a JSON object, got an array")]
    [InlineData("\"x\"", "expected a JSON object, got a string")]
    [InlineData("{} {}", "damaged")]
    [InlineData("{}//", "damaged")]
    [InlineData("{\"subject\":{},}", "damaged")]
    [InlineData("{", "damaged")]
    [InlineData("{}", "`subject`: is required, and missing; `action`: is required, and missing; `resource`: is required, and missing")]
    [InlineData("""{"subject":"u","action":[],"resource":7}""", "`subject`: expected an object, got a string; `action`: expected an object, got an array; `resource`: expected an object, got a number")]
    [InlineData("""{"subject":{"type":"","id":null},"action":{"name":true},"resource":{"type":{},"id":[]}}""",
        "`subject.type`: expected a text that is not empty, got none; `subject.id`: expected a string, got null; `action.name`: expected a string, got a boolean; `resource.type`: expected a string, got an object; `resource.id`: expected a string, got an array")]
    [InlineData("""{"Subject":{"type":"user","id":"a"},"action":{"name":"n"},"resource":{"type":"t","id":"1"}}""", "`subject`: is required")]
    [InlineData("""{"subject":{"type":"user","id":"a"},"subject":{"type":"user","id":"b"},"action":{"name":"n"},"resource":{"type":"t","id":"1"}}""", "member `subject` occurs twice")]
    [InlineData("""{"subject":{"type":"user","id":"a","\u0069d":"b"},"action":{"name":"n"},"resource":{"type":"t","id":"1"}}""", "`subject`: member `id` occurs twice")]
    [InlineData("""{"subject":{"type":"user","id":"a","properties":{"r":{"x":1,"\u0078":2}}},"action":{"name":"n"},"resource":{"type":"t","id":"1"}}""", "`subject.properties.r`: a member occurs twice")]
    [InlineData("""{"subject":{"type":"user","id":"a","properties":[]},"action":{"name":"n","properties":"x"},"resource":{"type":"t","id":"1"},"context":1}""",
        "`subject.properties`: expected an object, got an array; `action.properties`: expected an object, got a string; `context`: expected an object, got a number")]
    [InlineData("""{"subject":{"type":"user","id":"\ud800"},"action":{"name":"n","properties":{"\udc00":1}},"resource":{"type":"t","id":"1","properties":{"a":["\ud800x"]}}}""", "half of a surrogate pair")]
    [InlineData("""{"subject":{"type":"user","id":"a"},"action":{"name":"n"},"resource":{"type":"t","id":"1","properties":{"n":1e400}}}""", "expected a number that a double can hold")]
    public async Task These_are_no_requests(string body, string expected)
    {
        var answer = await Post(body);
        Assert.Equal((HttpStatusCode.BadRequest, "text/plain; charset=utf-8"), (answer.Status, answer.Type));
        Assert.Contains(expected, answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xef, 0xbb, 0xbf, (byte)'{', (byte)'}' }, "without a byte order mark")]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, "expected UTF-8")]
    public async Task Other_encodings_are_not_guessed(byte[] body, string expected)
    {
        var answer = await Posted.SendAsync(server.Http, HttpMethod.Post, Path, body, "application/json");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(expected, answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8", HttpStatusCode.OK)]
    [InlineData("Application/JSON;charset=\"UTF-8\"", HttpStatusCode.OK)]
    [InlineData("application/json; q=1", HttpStatusCode.OK)]
    [InlineData("application/json; charset=utf-8; charset=utf-7", HttpStatusCode.BadRequest)]
    [InlineData("application/json; charset=utf-16", HttpStatusCode.BadRequest)]
    [InlineData("application/problem+json", HttpStatusCode.BadRequest)]
    [InlineData("text/json", HttpStatusCode.BadRequest)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.BadRequest)]
    [InlineData("nonsense", HttpStatusCode.BadRequest)]
    [InlineData(null, HttpStatusCode.BadRequest)]
    public async Task The_content_type_is_that_of_JSON(string? type, HttpStatusCode expected) =>
        Assert.Equal(expected, (await Posted.PostAsync(server.Http, Path, Good, type)).Status);

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Other_methods_are_refused(string method)
    {
        var answer = await Posted.SendAsync(server.Http, new HttpMethod(method), Path, headers: [("X-Request-ID", "m-1")]);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST", "m-1"), (answer.Status, answer.Headers["Allow"], answer.Headers["X-Request-ID"]));
    }

    [Theory]
    [InlineData(Path, "{}", HttpStatusCode.BadRequest)]
    [InlineData("/access/v1/nothing", "{}", HttpStatusCode.NotFound)]
    [InlineData("/access/v1/search/subject", "[]", HttpStatusCode.BadRequest)]
    public async Task The_requests_id_comes_back_on_errors_too(string path, string body, HttpStatusCode status)
    {
        var answer = await Posted.PostAsync(server.Http, path, body, headers: ("X-Request-ID", "bfe9eb29-ab87-4ca3-be83-a1d5d8305716"));
        Assert.Equal((status, "bfe9eb29-ab87-4ca3-be83-a1d5d8305716"), (answer.Status, answer.Headers["X-Request-ID"]));
    }

    [Fact]
    public async Task Of_several_ids_the_first_comes_back_and_none_that_is_too_long_or_no_text()
    {
        var answer = await RawHttp.SendAsync(
            server.Running, $"POST {Path} HTTP/1.1\r\nHost: h\r\nX-Request-ID: one\r\nX-Request-ID: two\r\nContent-Type: application/json\r\nContent-Length: {Good.Length}\r\nConnection: close\r\n\r\n{Good}");
        Assert.Contains("\r\nX-Request-ID: one\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("two", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Request-ID", (await Posted.PostAsync(server.Http, Path, Good, headers: ("X-Request-ID", new string('x', 257)))).Headers.Keys);
        Assert.DoesNotContain("X-Request-ID", (await Posted.PostAsync(server.Http, Path, Good)).Headers.Keys);
    }

    [Fact]
    public async Task Bodies_are_bounded()
    {
        var body = Good[..^1] + ",\"x\":\"" + new string('x', 1024 * 1024) + "\"}";
        var answer = await Post(body);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        var both = await RawHttp.SendAsync(server.Running, Raw(body, "") + Raw(Good, "Connection: close\r\n"));
        Assert.StartsWith("HTTP/1.1 413", both, StringComparison.Ordinal);
        Assert.EndsWith("{\"decision\":true}", both, StringComparison.Ordinal);

        static string Raw(string body, string header) =>
            $"POST {Path} HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{header}\r\n{body}";
    }

    [Fact]
    public async Task Nesting_is_bounded_in_properties_and_in_what_is_ignored()
    {
        Assert.Equal(HttpStatusCode.OK, (await Post(Nested("context", 32))).Status);
        var deep = await Post(Nested("context", 33));
        Assert.Equal(HttpStatusCode.BadRequest, deep.Status);
        Assert.Contains("expected at most 32 levels of objects and lists, got more", deep.Body, StringComparison.Ordinal);
        var ignored = await Post(Nested("x", 100_000));
        Assert.Equal(HttpStatusCode.BadRequest, ignored.Status);
        Assert.Contains("nested deeper than 36 levels", ignored.Body, StringComparison.Ordinal);

        static string Nested(string member, int levels) =>
            Good[..^1] + $",\"{member}\":" + Repeat("{\"a\":", levels - 1) + "{}" + Repeat("}", levels - 1) + "}";

        static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();
    }

    [Fact]
    public async Task Collections_and_texts_are_bounded()
    {
        var list = await Post(Good[..^1] + ",\"context\":{\"a\":[" + string.Join(',', Enumerable.Repeat("1", 1001)) + "]}}");
        Assert.Contains("`context.a`: expected at most 1000 elements, got more", list.Body, StringComparison.Ordinal);
        var map = await Post(Good[..^1] + ",\"context\":{" + string.Join(',', Enumerable.Range(0, 1001).Select(static i => $"\"m{i}\":1")) + "}}");
        Assert.Contains("`context`: expected at most 1000 members, got more", map.Body, StringComparison.Ordinal);
        var text = await Post(Good[..^1] + ",\"context\":{\"a\":\"" + new string('ä', 4097) + "\"}}");
        Assert.Contains("`context.a`: expected at most 8192 bytes, got 8194", text.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Obligations_come_with_the_decision_and_reasons_when_they_are_asked_for()
    {
        const string Request = """{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"document","id":"1","properties":{"owner":"alice"}}}""";
        const string Obligations = """
            "obligations":[{"id":"obl-1","type":"custom","properties":{"obligation":"log","properties":{"who":"alice","level":3}}}]
            """;
        const string Reasons = """
            "reason_admin":{"decision":"PERMIT","determining":[{"policy":"documents","version":2,"rule":"owner-reads","reason":"owners read what they own"}],"advice":[{"id":"hint","properties":{"text":"cache for a minute"}}]}
            """;
        await using var plain = await RunningServer.StartAsync();
        Assert.Equal("{\"decision\":true,\"context\":{" + Obligations + "}}", (await Posted.PostAsync(plain.Http, Path, Request)).Body);
        await using var telling = await RunningServer.StartAsync(static o => o with { AuthZenReasons = true });
        Assert.Equal("{\"decision\":true,\"context\":{" + Obligations + "," + Reasons + "}}", (await Posted.PostAsync(telling.Http, Path, Request)).Body);
        var broken = await Posted.PostAsync(telling.Http, Path, Request.Replace("owner", "other", StringComparison.Ordinal));
        Assert.StartsWith("""{"decision":false,"context":{"reason_admin":{"decision":"INDETERMINATE","errors":[""", broken.Body, StringComparison.Ordinal);
    }

    private static string Body(string action, string subject) =>
        $$$$"""{"subject":{"type":"user","id":"{{{{subject}}}}"},"action":{"name":"{{{{action}}}}"},"resource":{"type":"todo","id":"1"}}""";

    private Task<Posted> Post(string body) => Posted.PostAsync(server.Http, Path, body);
}
