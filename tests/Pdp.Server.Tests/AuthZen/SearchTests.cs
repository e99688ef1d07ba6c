using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.AuthZen;

/// <summary>Authorization API 1.0, section 8.</summary>
public sealed class SearchTests(InteropServer server)
{
    private const string Subjects = "/access/v1/search/subject";
    private const string Resources = "/access/v1/search/resource";
    private const string Actions = "/access/v1/search/action";

    // everybody who may create: two editors and an admin, in the order of their ids
    private static readonly string[] Creators = [InteropServer.Rick, InteropServer.Morty, InteropServer.Summer];

    private const string WhoCreates = """{"subject":{"type":"user"},"action":{"name":"can_create_todo"},"resource":{"type":"todo","id":"1"}""";

    [Fact]
    public async Task Subjects_are_found_that_may()
    {
        var answer = await Post(Subjects, WhoCreates + "}");
        var results = string.Join(',', Creators.Select(static id => $$$$"""{"type":"user","id":"{{{{id}}}}"}"""));
        Assert.Equal((HttpStatusCode.OK, $$$$"""{"page":{"next_token":"","count":3},"results":[{{{{results}}}}]}"""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Each_result_is_permitted_when_it_is_asked_for()
    {
        foreach (var id in Creators)
        {
            var answer = await Post("/access/v1/evaluation", $$$$"""{"subject":{"type":"user","id":"{{{{id}}}}"},"action":{"name":"can_create_todo"},"resource":{"type":"todo","id":"1"}}""");
            Assert.Equal("""{"decision":true}""", answer.Body);
        }
    }

    [Fact]
    public async Task Resources_are_found_that_a_subject_may_use()
    {
        var answer = await Post(Resources, $$$$"""{"subject":{"type":"user","id":"{{{{InteropServer.Jerry}}}}"},"action":{"name":"can_read_user"},"resource":{"type":"user"}}""");
        Assert.StartsWith("""{"page":{"next_token":"","count":5},"results":[{"type":"user","id":"CiRmZDA2""", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Actions_are_found_and_an_action_in_the_question_is_ignored()
    {
        var question = $$$$"""{"subject":{"type":"user","id":"{{{{InteropServer.Rick}}}}"},"action":7,"resource":{"type":"todo","id":"1"}}""";
        Assert.Equal(
            """{"page":{"next_token":"","count":4},"results":[{"name":"can_create_todo"},{"name":"can_delete_todo"},{"name":"can_read_todos"},{"name":"can_update_todo"}]}""",
            (await Post(Actions, question)).Body);
    }

    [Fact]
    public async Task The_id_of_what_is_searched_is_ignored_whatever_it_is()
    {
        var expected = (await Post(Subjects, WhoCreates + "}")).Body;
        Assert.Equal(expected, (await Post(Subjects, WhoCreates.Replace("\"user\"", "\"user\",\"id\":\"nobody\"", StringComparison.Ordinal) + "}")).Body);
        Assert.Equal(expected, (await Post(Subjects, WhoCreates.Replace("\"user\"", "\"user\",\"id\":7", StringComparison.Ordinal) + "}")).Body);
    }

    [Theory]
    [InlineData(Subjects, """{"subject":{"type":"planet"},"action":{"name":"can_create_todo"},"resource":{"type":"todo","id":"1"}}""")]
    [InlineData(Subjects, """{"subject":{"type":"user"},"action":{"name":"no_such"},"resource":{"type":"todo","id":"1"}}""")]
    [InlineData(Subjects, """{"subject":{"type":"user"},"action":{"name":"can_create_todo"},"resource":{"type":"planet","id":"1"}}""")]
    [InlineData(Resources, """{"subject":{"type":"user","id":"nobody"},"action":{"name":"can_create_todo"},"resource":{"type":"planet"}}""")]
    [InlineData(Resources, """{"subject":{"type":"user","id":"nobody"},"action":{"name":"can_create_todo"},"resource":{"type":"todo"}}""")]
    [InlineData(Actions, """{"subject":{"type":"planet","id":"earth"},"resource":{"type":"todo","id":"1"}}""")]
    public async Task What_nobody_knows_has_no_results(string path, string body)
    {
        var answer = await Post(path, body);
        Assert.Equal((HttpStatusCode.OK, """{"page":{"next_token":"","count":0},"results":[]}"""), (answer.Status, answer.Body));
    }

    [Theory]
    [InlineData(Subjects, """{"action":{"name":"a"},"resource":{"type":"todo","id":"1"}}""", "`subject`: is required")]
    [InlineData(Subjects, """{"subject":{"id":"x"},"action":{"name":"a"},"resource":{"type":"todo","id":"1"}}""", "`subject.type`: is required")]
    [InlineData(Subjects, """{"subject":{"type":"user"},"resource":{"type":"todo","id":"1"}}""", "`action`: is required")]
    [InlineData(Subjects, """{"subject":{"type":"user"},"action":{"name":"a"},"resource":{"type":"todo"}}""", "`resource.id`: is required")]
    [InlineData(Resources, """{"subject":{"type":"user"},"action":{"name":"a"},"resource":{"type":"todo"}}""", "`subject.id`: is required")]
    [InlineData(Resources, """{"subject":{"type":"user","id":"1"},"action":{"name":"a"},"resource":{"id":"1"}}""", "`resource.type`: is required")]
    [InlineData(Resources, """{"subject":{"type":"user","id":"1"},"resource":{"type":"todo"}}""", "`action`: is required")]
    [InlineData(Actions, """{"subject":{"type":"user"},"resource":{"type":"todo","id":"1"}}""", "`subject.id`: is required")]
    [InlineData(Actions, """{"subject":{"type":"user","id":"1"},"resource":{"type":"todo"}}""", "`resource.id`: is required")]
    public async Task Each_search_wants_its_own_members(string path, string body, string expected)
    {
        var answer = await Post(path, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(expected, answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    public async Task Pages_have_every_result_once(int limit, bool repeatsLimit)
    {
        var found = new List<string>();
        var page = $$$$"""{"limit":{{{{limit}}}},"unknown":1}""";
        for (var pages = 0; ; pages++)
        {
            Assert.True(pages < 4);
            using var answer = JsonDocument.Parse((await Post(Subjects, WhoCreates + $$$$""","page":{{{{page}}}}}""")).Body);
            var ids = answer.RootElement.GetProperty("results").EnumerateArray().Select(static r => r.GetProperty("id").GetString()!).ToList();
            Assert.True(ids.Count <= limit);
            Assert.Equal(ids.Count, answer.RootElement.GetProperty("page").GetProperty("count").GetInt32());
            found.AddRange(ids);
            var next = answer.RootElement.GetProperty("page").GetProperty("next_token").GetString()!;
            if (next.Length == 0) break;
            Assert.Equal(limit, ids.Count);
            page = repeatsLimit ? $$$$"""{"token":"{{{{next}}}}","limit":{{{{limit}}}}}""" : $$$$"""{"token":"{{{{next}}}}"}""";
        }

        Assert.Equal(Creators, found);
    }

    [Fact]
    public async Task A_limit_of_zero_has_no_results_and_no_next_page() =>
        Assert.Equal("""{"page":{"next_token":"","count":0},"results":[]}""", (await Post(Subjects, WhoCreates + ""","page":{"limit":0}}""")).Body);

    [Theory]
    [InlineData("""{"limit":-1}""")]
    [InlineData("""{"limit":1.5}""")]
    [InlineData("""{"limit":1.0}""")]
    [InlineData("""{"limit":"1"}""")]
    [InlineData("""{"limit":99999999999}""")]
    [InlineData("""{"token":7}""")]
    [InlineData("""{"token":"forged"}""")]
    [InlineData("""{"token":"?"}""")]
    [InlineData("[]")]
    [InlineData("7")]
    public async Task A_page_that_is_none_is_refused(string page) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await Post(Subjects, WhoCreates + $$$$""","page":{{{{page}}}}}""")).Status);

    [Fact]
    public async Task A_token_belongs_to_its_question()
    {
        var token = await Token(server.Http);
        var page = $$$$""","page":{"token":"{{{{token}}}}"}}""";
        Assert.Equal(HttpStatusCode.OK, (await Post(Subjects, WhoCreates + page)).Status);

        // the same, written otherwise
        Assert.Equal(HttpStatusCode.OK, (await Post(Subjects, """{"context":{},"resource":{"id":"1","type":"todo"},"action":{"name":"can_create_todo","properties":{}},"subject":{"id":"any","type":"user"}""" + page)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post(Subjects, WhoCreates.Replace("\"1\"", "\"2\"", StringComparison.Ordinal) + page)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post(Subjects, WhoCreates + ",\"context\":{\"a\":1}" + page)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post(Subjects, WhoCreates + $$$$""","page":{"token":"{{{{token}}}}","limit":2}}""")).Status);
        for (var i = 0; i < token.Length; i += 7)
        {
            var forged = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.Equal(HttpStatusCode.BadRequest, (await Post(Subjects, WhoCreates + $$$$""","page":{"token":"{{{{forged}}}}"}}""")).Status);
        }
    }

    [Fact]
    public async Task A_token_tells_of_no_candidate_that_is_not_permitted()
    {
        await using var running = await RunningServer.StartAsync(static o => o with { MaxSearchCandidates = 4 }, bundle: InteropServer.Bundle);
        var answer = await Posted.PostAsync(running.Http, Subjects, WhoCreates + "}");
        Assert.DoesNotContain(InteropServer.Beth, answer.Body, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(answer.Body);
        var octets = System.Buffers.Text.Base64Url.DecodeFromChars(json.RootElement.GetProperty("page").GetProperty("next_token").GetString());
        Assert.DoesNotContain(InteropServer.Beth, System.Text.Encoding.Latin1.GetString(octets), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_ends()
    {
        var clock = new FakeTimeProvider();
        await using var running = await RunningServer.StartAsync(bundle: InteropServer.Bundle, clock: clock);
        var body = WhoCreates + $$$$""","page":{"token":"{{{{await Token(running.Http)}}}}"}}""";
        Assert.Equal(HttpStatusCode.OK, (await Posted.PostAsync(running.Http, Subjects, body)).Status);
        clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(HttpStatusCode.BadRequest, (await Posted.PostAsync(running.Http, Subjects, body)).Status);
    }

    [Fact]
    public async Task One_request_looks_at_a_bounded_number_and_says_how_to_go_on()
    {
        await using var running = await RunningServer.StartAsync(static o => o with { MaxSearchCandidates = 2 }, bundle: InteropServer.Bundle);
        var found = new List<string>();
        var (token, pages) = ("", 0);
        do
        {
            using var answer = JsonDocument.Parse((await Posted.PostAsync(running.Http, Subjects, WhoCreates + $$$$""","page":{"token":"{{{{token}}}}"}}""")).Body);
            found.AddRange(answer.RootElement.GetProperty("results").EnumerateArray().Select(static r => r.GetProperty("id").GetString()!));
            token = answer.RootElement.GetProperty("page").GetProperty("next_token").GetString()!;
            pages++;
        }
        while (token.Length > 0);

        Assert.Equal(3, pages);
        Assert.Equal(Creators, found);
    }

    [Fact]
    public async Task Who_knows_nothing_to_search_through_offers_no_search()
    {
        await using var running = await RunningServer.StartAsync();
        foreach (var path in new[] { Subjects, Resources, Actions })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await Posted.PostAsync(running.Http, path, WhoCreates + "}")).Status);
        }
    }

    private static async Task<string> Token(HttpClient client)
    {
        var first = await Posted.PostAsync(client, Subjects, WhoCreates + ""","page":{"limit":1}}""");
        using var answer = JsonDocument.Parse(first.Body);
        return answer.RootElement.GetProperty("page").GetProperty("next_token").GetString()!;
    }

    private Task<Posted> Post(string path, string body) => Posted.PostAsync(server.Http, path, body);
}
