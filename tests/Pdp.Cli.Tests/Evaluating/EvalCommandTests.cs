using System.Text;
using Pdp.Cli.Tests.Running;
using Pdp.TestKit.Peers;

namespace Pdp.Cli.Tests.Evaluating;

public sealed class EvalCommandTests
{
    [Theory]
    [InlineData("1 + 1", "2", "int")]
    [InlineData("'a' + 'b'", "'ab'", "string")]
    [InlineData("[1, 2].map(n, n * 2)", "[2, 4]", "list(int)")]
    [InlineData("{'a': 1}", "{'a': 1}", "map(string, int)")]
    [InlineData("true || 1 / 0 == 1", "true", "bool")]
    [InlineData("now", "timestamp('2026-03-02T10:00:00Z')", "google.protobuf.Timestamp")]
    [InlineData("0.0 / 0.0", "double('NaN')", "double")]
    public async Task An_expression_alone_comes_to_its_value_and_has_its_type(string expression, string value, string type)
    {
        var run = await CliRun.RunAsync("eval", expression);
        var typed = await CliRun.RunAsync("eval", expression, "--show", "type");

        Assert.Equal((ExitCodes.Ok, "", value + "\n"), (run.Code, run.Error, run.Out));
        Assert.Equal((ExitCodes.Ok, "", type + "\n"), (typed.Code, typed.Error, typed.Out));
    }

    [Theory]
    [InlineData("subject.clearance >= resource.classification", "true")]
    [InlineData("subject.tenant", "'acme'")]
    [InlineData("context.ip in definitions.office", "true")]
    [InlineData("subject.type + '/' + action.name", "'user/read'")]
    public async Task With_policies_and_a_request_it_reads_attributes_and_definitions(string expression, string value)
    {
        var run = await CliRun.RunAsync("eval", "-p", Fixture.Good, "--request", Requests.Colleague, expression);

        Assert.Equal((ExitCodes.Ok, "", value + "\n"), (run.Code, run.Error, run.Out));
    }

    [Fact]
    public async Task An_expression_that_does_not_fit_the_schemas_is_told_with_its_place()
    {
        var run = await CliRun.RunAsync("eval", "-p", Fixture.Good, "--request", Requests.Colleague, "subject.clearence > 2");

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Equal("", run.Out);
        Assert.StartsWith("expression:1:", run.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean `subject.clearance`", run.Error, StringComparison.Ordinal);
        Assert.Contains("^^^", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expression_that_ends_in_an_error_is_told_with_its_place()
    {
        var run = await CliRun.RunAsync("eval", "-p", Fixture.Good, "--request", Requests.Bare, "2 >= resource.classification");

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Equal("", run.Out);
        Assert.Equal("error: attribute `resource.classification` is missing\n  2 >= resource.classification\n       ^^^^^^^^^^^^^^^^^^^^^^^\n", run.Error);
    }

    [Theory]
    [InlineData("1 + 1", "2")]
    [InlineData("definitions.classification_levels['secret']", "3")]
    public async Task Definitions_that_it_does_not_read_are_no_matter(string expression, string value)
    {
        var policies = Path.Combine(Repository.Root, "policies");
        var run = await CliRun.RunAsync("eval", "-p", policies, expression);

        Assert.Equal((ExitCodes.Ok, "", value + "\n"), (run.Code, run.Error, run.Out));
    }

    [Fact]
    public async Task What_of_the_request_does_not_fit_the_schemas_is_told()
    {
        var policies = Path.Combine(Repository.Root, "policies");
        var run = await CliRun.RunAsync(
            "eval", "-p", policies, "--request",
            """{"subject": {"type": "user", "id": "u", "properties": {"clearance": "high"}}, "action": {"name": "read"}, "resource": {"type": "document", "id": "d"}}""",
            "1 + 1");

        Assert.Equal((ExitCodes.Ok, "2\n"), (run.Code, run.Out));
        Assert.Contains("warning: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("clearance", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_definition_that_does_not_exist_is_told()
    {
        var run = await CliRun.RunAsync("eval", "-p", Fixture.Good, "definitions.offices");

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("did you mean `office`", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tree_shows_what_each_part_and_each_definition_comes_to()
    {
        var run = await CliRun.RunAsync(
            "eval", "-p", Fixture.Good, "--request", Requests.Colleague, "subject.clearance >= resource.classification && context.ip in definitions.office", "--show", "tree");

        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        Golden.Equal("eval-tree.txt", run.Out);
    }

    [Fact]
    public async Task Lines_of_standard_input_are_evaluated_one_after_another_and_none_stops_the_next()
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes("1 + 1\n\n1 +\n1 / 0\n'ü'\n"));
        var run = await new CliRunner { Input = input }.RunAsync("eval");

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Equal("2\n'ü'\n", run.Out);
        Assert.Contains("expression:1:", run.Error, StringComparison.Ordinal);
        Assert.Contains("error: division by zero: `1 / 0`\n  1 / 0\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1, 2u]", """{"type":"list(dyn)","value":[1,2]}""", ExitCodes.Ok)]
    [InlineData("1 / 0", """{"type":"int","error":"division by zero: `1 / 0`"}""", ExitCodes.Failed)]
    public async Task Json_has_the_type_and_the_value_or_the_error(string expression, string json, int code)
    {
        var run = await CliRun.RunAsync("eval", "--json", expression);

        Assert.Equal((code, "", json + "\n"), (run.Code, run.Error, run.Out));
    }

    [Fact]
    public async Task Json_has_a_line_for_an_expression_with_errors_as_well()
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes("1 +\n2\n"));
        var run = await new CliRunner { Input = input }.RunAsync("eval", "--json");

        Assert.Equal("""
            {"error":"the expression is not valid"}
            {"type":"int","value":2}

            """, run.Out);
    }

    [Fact]
    public async Task An_expression_that_would_run_for_ever_ends_at_the_limit_of_work()
    {
        const string Lists = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";
        var nested = Enumerable.Range(0, 7).Aggregate("true", (inner, i) => $"{Lists}.all(x{i}, {inner})");
        var run = await CliRun.RunAsync("eval", nested);

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Equal("", run.Out);
        Assert.NotEqual("", run.Error);
    }

    [Fact]
    public async Task A_request_that_is_none_and_policies_that_do_not_load_are_told()
    {
        var request = await CliRun.RunAsync("eval", "--request", "{", "1");
        var policies = await CliRun.RunAsync("eval", "-p", Fixture.Broken, "1");

        Assert.Equal(ExitCodes.BadInput, request.Code);
        Assert.Contains("the request is not valid", request.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.PoliciesDoNotLoad, policies.Code);
    }
}
