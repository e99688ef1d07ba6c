using System.Net;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.AuthZen;

/// <summary>Authorization API 1.0, section 7.</summary>
public sealed class EvaluationsTests(InteropServer server)
{
    private const string Path = "/access/v1/evaluations";
    private const string Yes = """{"decision":true}""";
    private const string No = """{"decision":false}""";

    private static readonly string Rick = $$$$"""{"type":"user","id":"{{{{InteropServer.Rick}}}}"}""";
    private static readonly string Morty = $$$$"""{"type":"user","id":"{{{{InteropServer.Morty}}}}"}""";

    // Morty may change his own, and nobody else's
    private static readonly string Mine = Todo("morty@the-citadel.com");
    private static readonly string Theirs = Todo("rick@the-citadel.com");

    [Fact]
    public async Task The_list_of_the_to_do_application_is_answered_item_by_item()
    {
        var body = $$$$"""{"subject":{{{{Morty}}}},"action":{"name":"can_update_todo"},"resource":{},"context":{},"evaluations":[{"resource":{{{{Mine}}}}},{"resource":{{{{Theirs}}}}},{"resource":{{{{Mine}}}}}]}""";
        var answer = await Post(body);
        Assert.Equal((HttpStatusCode.OK, $$$$"""{"evaluations":[{{{{Yes}}}},{{{{No}}}},{{{{Yes}}}}]}""", "application/json"), (answer.Status, answer.Body, answer.Type));
        Assert.Equal(answer.Body, (await Post(body)).Body);
        Assert.DoesNotContain("X-Pdp-Decision-Id", answer.Headers.Keys);
    }

    [Fact]
    public async Task Defaults_are_replaced_whole_and_never_merged()
    {
        // the default's owner is not carried over to a resource that names none: its owner is missing then, which is an error
        var answer = await Post($$$$"""{"subject":{{{{Morty}}}},"action":{"name":"can_update_todo"},"resource":{{{{Mine}}}},"evaluations":[{},{"resource":{"type":"todo","id":"1"}},{"subject":{{{{Rick}}}},"resource":{{{{Theirs}}}}}]}""");
        Assert.Equal($$$$"""{"evaluations":[{{{{Yes}}}},{{{{No}}}},{{{{Yes}}}}]}""", answer.Body);
    }

    [Theory]
    [InlineData("""{"resource":{"type":"todo"}}""", "`resource.id`: is required, and missing")]
    [InlineData("""{"resource":null}""", "`resource`: is required, and missing")]
    [InlineData("""{"resource":[]}""", "`resource`: expected an object, got an array")]
    [InlineData("""{"action":{"name":7}}""", "`action.name`: expected a string, got a number")]
    [InlineData("""{"context":[]}""", "`context`: expected an object, got an array")]
    [InlineData("""{"subject":{"type":"user","id":"a","properties":{"a":1,"a":2}}}""", "`subject.properties`: a member occurs twice")]
    [InlineData("""{"subject":{"type":"user","id":"a"},"subject":{"type":"user","id":"a"}}""", "member `subject` occurs twice")]
    [InlineData("7", "expected an object, got a number")]
    [InlineData("null", "expected an object, got null")]
    public async Task A_wrong_item_is_an_error_of_that_item(string item, string message)
    {
        var answer = await Post($$$$"""{"subject":{{{{Morty}}}},"action":{"name":"can_update_todo"},"resource":{{{{Mine}}}},"evaluations":[{},{{{{item}}}},{}]}""");
        var error = "{\"decision\":false,\"context\":{\"error\":{\"status\":400,\"message\":\"" + message + "\"}}}";
        Assert.Equal((HttpStatusCode.OK, $$$$"""{"evaluations":[{{{{Yes}}}},{{{{error}}}},{{{{Yes}}}}]}"""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task A_default_that_is_incomplete_is_an_error_of_the_items_that_want_it()
    {
        var answer = await Post($$$$"""{"action":{"name":"can_update_todo"},"resource":{{{{Mine}}}},"evaluations":[{},{"subject":{{{{Morty}}}}},{}]}""");
        const string Error = """{"decision":false,"context":{"error":{"status":400,"message":"`subject`: is required, and missing"}}}""";
        Assert.Equal((HttpStatusCode.OK, $$$$"""{"evaluations":[{{{{Error}}}},{{{{Yes}}}},{{{{Error}}}}]}"""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task A_null_context_of_an_item_replaces_the_default()
    {
        var answer = await Post($$$$"""{"subject":{{{{Morty}}}},"action":{"name":"can_update_todo"},"resource":{{{{Mine}}}},"context":{"a":1},"evaluations":[{"context":null}]}""");
        Assert.Equal($$$$"""{"evaluations":[{{{{Yes}}}}]}""", answer.Body);
    }

    [Theory]
    [InlineData(null, "YNYN")]
    [InlineData("execute_all", "YNYN")]
    [InlineData("deny_on_first_deny", "YN")]
    [InlineData("permit_on_first_permit", "Y")]
    public async Task The_semantics_stop_behind_the_item_that_stops_them(string? semantic, string expected)
    {
        var options = semantic is null ? """{"other":1}""" : $$$$"""{"evaluations_semantic":"{{{{semantic}}}}","other":1}""";
        var answer = await Post($$$$"""{"subject":{{{{Morty}}}},"action":{"name":"can_update_todo"},"options":{{{{options}}}},"evaluations":[{"resource":{{{{Mine}}}}},{"resource":{{{{Theirs}}}}},{"resource":{{{{Mine}}}}},{"resource":{{{{Theirs}}}}}]}""");
        Assert.Equal($$$$"""{"evaluations":[{{{{string.Join(',', expected.Select(static c => c == 'Y' ? Yes : No))}}}}]}""", answer.Body);
    }

    [Fact]
    public async Task An_error_is_a_denial_to_the_semantics()
    {
        const string Error = """{"decision":false,"context":{"error":{"status":400,"message":"`resource`: is required, and missing"}}}""";
        var denied = await Post($$$$"""{"subject":{{{{Morty}}}},"action":{"name":"can_update_todo"},"options":{"evaluations_semantic":"deny_on_first_deny"},"evaluations":[{},{"resource":{{{{Mine}}}}}]}""");
        Assert.Equal($$$$"""{"evaluations":[{{{{Error}}}}]}""", denied.Body);
        var permitted = await Post($$$$"""{"subject":{{{{Morty}}}},"action":{"name":"can_update_todo"},"options":{"evaluations_semantic":"permit_on_first_permit"},"evaluations":[{},{"resource":{{{{Mine}}}}},{}]}""");
        Assert.Equal($$$$"""{"evaluations":[{{{{Error}}}},{{{{Yes}}}}]}""", permitted.Body);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"evaluations\":[]")]
    [InlineData(",\"evaluations\":null")]
    [InlineData(",\"options\":{}")]
    public async Task Without_items_it_is_one_evaluation(string rest)
    {
        Assert.Equal(Yes, (await Post($$$$"""{"subject":{{{{Morty}}}},"action":{"name":"can_update_todo"},"resource":{{{{Mine}}}}{{{{rest}}}}}""")).Body);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post($$$$"""{"subject":{{{{Morty}}}},"action":{"name":"can_update_todo"},"resource":{}{{{{rest}}}}}""")).Status);
    }

    [Theory]
    [InlineData(""" "evaluations":{} """, "`evaluations`: expected an array, got an object")]
    [InlineData(""" "subject":7,"evaluations":[{}] """, "`subject`: expected an object, got a number")]
    [InlineData(""" "context":[],"evaluations":[{}] """, "`context`: expected an object, got an array")]
    [InlineData(""" "options":[],"evaluations":[{}] """, "`options`: expected an object, got an array")]
    [InlineData(""" "options":{"evaluations_semantic":"first"},"evaluations":[{}] """, "`options.evaluations_semantic`: expected")]
    [InlineData(""" "options":{"evaluations_semantic":1},"evaluations":[{}] """, "`options.evaluations_semantic`: expected")]
    [InlineData(""" "options":{"evaluations_semantic":null},"evaluations":[{}] """, "`options.evaluations_semantic`: expected")]
    [InlineData(""" "evaluations":[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}] """, "expected at most 20 items, got more")]
    public async Task What_is_wrong_with_the_whole_fails_the_whole(string members, string message)
    {
        var answer = await Post("{" + members + "}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(message, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_default_is_read_once_however_many_items_want_it()
    {
        await using var running = await RunningServer.StartAsync(bundle: InteropServer.Bundle);
        var deep = string.Join(',', Enumerable.Range(0, 900).Select(static i => $"\"member-{i}\":\"\\ud800\""));
        var items = string.Join(',', Enumerable.Repeat("{}", 1000));
        var answer = await Posted.PostAsync(running.Http, Path, $$$$"""{"subject":{"type":"user","id":"a","properties":{ {{{{deep}}}} } },"action":{"name":"n"},"resource":{"type":"t","id":"1"},"evaluations":[{{{{items}}}}]}""");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(1000, answer.Body.Split("half of a surrogate pair").Length - 1);
    }

    private static string Todo(string owner) => $$$$"""{"type":"todo","id":"1","properties":{"ownerID":"{{{{owner}}}}"}}""";

    private Task<Posted> Post(string body) => Posted.PostAsync(server.Http, Path, body);
}
