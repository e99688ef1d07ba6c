using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LibGit2Sharp;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Impacting;

public sealed partial class ImpactCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pdp-impact-").FullName;

    public ImpactCommandTests()
    {
        foreach (var side in new[] { Old, New })
        {
            Directory.CreateDirectory(side);
            foreach (var file in Directory.GetFiles(Fixture.Covered)) File.Copy(file, Path.Combine(side, Path.GetFileName(file)));
        }
    }

    private string Old => Path.Combine(_folder, "old");

    private string New => Path.Combine(_folder, "new");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Reads_as_kept()
    {
        Change();
        var run = await ImpactAsync("--cases", "200");

        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        Golden.Equal("impact.txt", Named(run.Out));
    }

    [Fact]
    public async Task Markdown_reads_as_kept()
    {
        Change();
        var run = await ImpactAsync("--cases", "200", "--format", "markdown");

        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        Golden.Equal("impact.md", Named(run.Out));
        // a row is a row, whatever a policy or request says
        Assert.All(run.Out.Split('\n').Where(line => line.StartsWith('|')), row => Assert.Equal(7, row.Count(c => c == '|')));
    }

    [Fact]
    public async Task What_policies_say_is_no_mark_in_markdown()
    {
        Change();
        Edit(New, "policy.json", "it is <yours> & ", "| @everyone **x** [a](http://b) <img> `c` ");
        var run = await ImpactAsync("--format", "markdown");

        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.Contains("&#124; &#64;everyone &#42;&#42;x&#42;&#42; &#91;a&#93;(http&#58;//b) &#60;img&#62; &#96;c&#96;", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("<img>", run.Out, StringComparison.Ordinal);
    }

    // a comment has a limit; what does not fit is told
    [Fact]
    public async Task Markdown_has_room_in_a_comment()
    {
        var reason = new string('&', 3_000);
        foreach (var (side, level) in new[] { (Old, 3), (New, 4) })
        {
            foreach (var file in Directory.GetFiles(side)) File.Delete(file);
            var rules = Enumerable.Range(0, 120).Select(i => $$"""{ "id": "r{{i}}", "effect": "permit", "reason": "{{i}} {{reason}}", "when": "resource.kind == 'k{{i / 2}}' && subject.level > {{level}}" }""");
            File.WriteAllText(Path.Combine(side, "policy.json"), $$"""{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "rules": [ {{string.Join(", ", rules)}} ] }""");
        }

        var run = await ImpactAsync("--format", "markdown");

        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.InRange(run.Out.Length, 10_000, 60_000);
        Assert.Contains("…</code>", run.Out, StringComparison.Ordinal);
        Assert.Contains("in other groups, which are not listed here.", run.Out, StringComparison.Ordinal);
        Assert.Contains("left out, as a comment has no room for more: <code>--all</code> writes them", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("</details>\n", run.Out, StringComparison.Ordinal);
        Assert.Contains(reason.Replace("&", "&#38;", StringComparison.Ordinal), (await ImpactAsync("--format", "markdown", "--all")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_decides_without_a_rule_is_told()
    {
        foreach (var (side, level) in new[] { (Old, 3), (New, 1) })
        {
            foreach (var file in Directory.GetFiles(side)) File.Delete(file);
            File.WriteAllText(Path.Combine(side, "policy.json"), $$"""{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "open", "version": 1, "target": "subject.level > {{level}}", "combining": "permit-unless-deny", "rules": [] }""");
        }

        Assert.Contains("! newly allowed", (await ImpactAsync()).Out, StringComparison.Ordinal);
        Assert.Contains("0 rules and 1 policy that decides where no rule of it does, 1 of them changed", (await ImpactAsync("--format", "markdown")).Out, StringComparison.Ordinal);

        // of a target that no request meets, the change does not show
        foreach (var (side, length) in new[] { (Old, 7), (New, 8) })
            Edit(side, "policy.json", side == Old ? "subject.level > 3" : "subject.level > 1", $"subject.name.matches('^[xyz]{{{length}}}$')");
        Assert.Contains("1 changed policy made answers, and none that changes: no request here shows what the change does\n  open, where no rule of it decides\n", (await ImpactAsync()).Out, StringComparison.Ordinal);
        var cases = JsonDocument.Parse((await ImpactAsync("--format", "json")).Out).RootElement.GetProperty("cases");
        Assert.Equal("{\"policy\":\"open\",\"rule\":null,\"state\":\"changed\"}", JsonSerializer.Serialize(cases.GetProperty("withoutChange")[0]));
    }

    // the rules are the same in both
    [Theory]
    [InlineData("""{ "type": "integer" }""", """{ "type": "integer" }, "dept": { "type": "string" } }, "required": ["dept"]""", "no longer allowed")]
    [InlineData("""{ "type": "integer" }""", """{ "type": "number" } }""", "! newly allowed")]
    [InlineData("""{ "type": "integer" }""", """{ "type": "integer", "source": "data" } }""", "no longer allowed")]
    public async Task A_change_of_a_schema_shows(string before, string after, string told)
    {
        foreach (var (side, level) in new[] { (Old, $"{before} }}"), (New, after) })
        {
            foreach (var file in Directory.GetFiles(side)) File.Delete(file);
            File.WriteAllText(Path.Combine(side, "bundle.json"), """{ "apiVersion": "pdp/v1", "kind": "Bundle", "name": "b", "schemaEnforcement": "reject" }""");
            File.WriteAllText(
                Path.Combine(side, "schema.json"),
                $$$"""{ "apiVersion": "pdp/v1", "kind": "Schema", "subjects": { "user": { "type": "object", "properties": { "level": {{{level}}} } }, "resources": { "doc": { "type": "object", "properties": {} } } }""");
            File.WriteAllText(
                Path.Combine(side, "policy.json"),
                """{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "rules": [{ "id": "r", "effect": "permit", "when": "has(subject.level) && subject.level > 3" }] }""");
        }

        var text = (await ImpactAsync()).Out;
        Assert.Contains(told, text, StringComparison.Ordinal);
        Assert.Contains("what else follows of schemas, which differ", string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries)), StringComparison.Ordinal);
        Assert.Equal("schemas", JsonDocument.Parse((await ImpactAsync("--format", "json")).Out).RootElement.GetProperty("cases").GetProperty("otherChanges")[0].GetString());
    }

    // what stands in requests, tests and names of files is of whoever writes it: nothing of it is a mark, a link, a mention, or obeyed by a terminal
    [Theory]
    [InlineData("a|b", "a|b", "a&#124;b")]
    [InlineData("a`b", @"a\u{60}b", @"a&#92;u{60}b")]
    [InlineData("``` x", @"\u{60}\u{60}\u{60} x", @"&#92;u{60}&#92;u{60}&#92;u{60} x")]
    [InlineData("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>", "&#60;img src=x onerror=alert(1)&#62;")]
    [InlineData("</code><b>", "</code><b>", "&#60;/code&#62;&#60;b&#62;")]
    [InlineData("a\n\n# b", "a  # b", "a  &#35; b")]
    [InlineData("a\r\n* b", "a * b", "a &#42; b")]
    [InlineData("@everyone", "@everyone", "&#64;everyone")]
    [InlineData("[a](https://evil.example)", "[a](https://evil.example)", "&#91;a&#93;(https&#58;//evil.example)")]
    [InlineData("www.evil.example", "www.evil.example", "www&#46;evil.example")]
    [InlineData("![a][b]", "![a][b]", "&#33;&#91;a&#93;&#91;b&#93;")]
    [InlineData("&lt;b&gt;", "&lt;b&gt;", "&#38;lt;b&#38;gt;")]
    [InlineData("$x$", "$x$", "&#36;x&#36;")]
    [InlineData("\u001b[31mred", @"\u{1b}[31mred", @"&#92;u{1b}&#91;31mred")]
    [InlineData("a\u202eb", @"a\u{202e}b", @"a&#92;u{202e}b")]
    public async Task A_hostile_name_is_a_name(string name, string text, string markdown)
    {
        // as the id of a subject, its type, an attribute's value and the name of a test
        var json = JsonSerializer.Serialize(name)[1..^1];
        foreach (var side in new[] { Old, New })
        {
            Edit(side, "tests.json", "\"type\": \"user\", \"id\": \"alice\"", $"\"type\": \"{json}\", \"id\": \"{json}\"");
            Edit(side, "tests.json", "\"owner\": \"alice\"", $"\"owner\": \"{json}\"");
            Edit(side, "tests.json", "owners read", $"owners {json} read");
        }

        var literal = JsonSerializer.Serialize(JsonSerializer.Serialize(name))[1..^1];
        Edit(New, "policy.json", "resource.owner == subject.id", $"resource.owner == subject.id || resource.team == {literal}");
        Edit(New, "policy.json", "it is <yours> & \\u0022nobody else's\\u0022", $"reason {json}");
        Change();
        var plain = await ImpactAsync("--all");
        var marked = await ImpactAsync("--all", "--format", "markdown");

        Assert.Equal((ExitCodes.Ok, ExitCodes.Ok), (plain.Code, marked.Code));
        Assert.Contains($"{text} `{text}`, action `read`, note `1`", plain.Out, StringComparison.Ordinal);
        Assert.Contains($"test `owners {text} read`", plain.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', plain.Out);
        Assert.Contains($"<code>{markdown} &#96;{markdown}&#96;, action &#96;read&#96;, note &#96;1&#96;</code>", marked.Out, StringComparison.Ordinal);
        Assert.Contains($"test &#96;owners {markdown} read&#96;", marked.Out, StringComparison.Ordinal);

        // but for our own elements there is nothing that a reader or a program could take for a mark
        var rest = Elements().Replace(marked.Out, "");
        Assert.DoesNotContain('<', rest);
        Assert.DoesNotContain('`', rest);
        Assert.DoesNotContain('@', rest);
        Assert.DoesNotContain("://", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("www.", rest, StringComparison.Ordinal);
        Assert.DoesNotContain('[', rest);
        Assert.All(rest.Split('\n').Where(line => line.StartsWith('|')), row => Assert.Equal(7, row.Count(c => c == '|')));
        Assert.All(rest.Split('\n'), line => Assert.True(line.Length == 0 || line[0] is '*' or '|' || line == "### Impact on decisions" || char.IsAsciiLetterOrDigit(line[0]), line));
        Assert.Equal(Regex.Count(marked.Out, "<code>"), Regex.Count(marked.Out, "</code>"));
    }

    [Fact]
    public async Task A_changed_rule_that_makes_no_answer_is_told()
    {
        Edit(Old, "policy.json", "\"when\": \"resource.frozen\"", "\"when\": \"resource.serial.matches('^[xyz]{7}$')\"");
        Edit(New, "policy.json", "\"when\": \"resource.frozen\"", "\"when\": \"resource.serial.matches('^[xyz]{8}$')\"");
        foreach (var side in new[] { Old, New }) Edit(side, "tests.json", "\"frozen\": false", "\"serial\": \"1\"");
        var run = await ImpactAsync("--exit-code");
        var markdown = await ImpactAsync("--format", "markdown");
        var json = await ImpactAsync("--format", "json");

        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.Contains(": no answer changes\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("1 changed rule made answers, and none that changes: no request here shows what the change does\n  gate, rule `frozen`\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("**1 changed rule made answers, and none that changes: no request here shows what the change does.**\n\n* <code>gate, rule &#96;frozen&#96;</code>\n", markdown.Out, StringComparison.Ordinal);
        var cases = JsonDocument.Parse(json.Out).RootElement.GetProperty("cases");
        Assert.Equal(0, cases.GetProperty("idle").GetArrayLength());
        Assert.Equal("{\"policy\":\"gate\",\"rule\":\"frozen\",\"state\":\"changed\"}", JsonSerializer.Serialize(cases.GetProperty("withoutChange")[0]));

        // without requests that lack the attribute, the rule makes no answer at all
        var tests = await ImpactAsync("--cases", "0");
        Assert.Contains("4 requests: no answer changes\n", tests.Out, StringComparison.Ordinal);
        Assert.Contains("1 changed rule made none of the answers: no request here shows what it does\n  gate, rule `frozen`\n", tests.Out, StringComparison.Ordinal);
        var both = JsonDocument.Parse((await ImpactAsync("--cases", "0", "--format", "json")).Out).RootElement.GetProperty("cases");
        Assert.Equal(1, both.GetProperty("idle").GetArrayLength());
    }

    [Fact]
    public async Task Rules_that_are_new_or_gone_are_told_as_that()
    {
        Edit(New, "policy.json", "\"id\": \"frozen\"", "\"id\": \"thawed\"");
        Edit(New, "policy.json", "\"when\": \"resource.frozen\"", "\"when\": \"resource.frozen && resource.locked && !resource.locked\"");
        var run = await ImpactAsync("--cases", "0");

        Assert.Contains("2 changed rules made none of the answers: no request here shows what they do\n  gate, rule `thawed`, new\n  gate, rule `frozen`, removed\n", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'editor' in subject.roles && !('suspended' in subject.roles)", "'editor' in subject.roles")]
    [InlineData("resource.path.startsWith('/a/') && !resource.path.contains('secret')", "resource.path.startsWith('/a/')")]
    [InlineData("resource.owner == subject.id && resource.owner != 'root'", "resource.owner == subject.id")]
    public async Task A_guard_that_is_taken_away_shows(string before, string after)
    {
        foreach (var (side, when) in new[] { (Old, before), (New, after) })
        {
            foreach (var file in Directory.GetFiles(side)) File.Delete(file);
            File.WriteAllText(
                Path.Combine(side, "policy.json"),
                $$"""{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "rules": [ { "id": "r", "effect": "permit", "when": {{JsonSerializer.Serialize(when)}} } ] }""");
        }

        var run = await ImpactAsync("--exit-code");

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("! newly allowed", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("no request here shows", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_and_cases_are_counted_apart_and_each_change_names_its_first()
    {
        Change();
        var run = await ImpactAsync("--format", "json");

        var report = JsonDocument.Parse(run.Out).RootElement;
        var sources = report.GetProperty("sources").EnumerateArray().ToDictionary(one => one.GetProperty("from").GetString()!, one => (one.GetProperty("requests").GetInt64(), one.GetProperty("changed").GetInt64()));
        Assert.Equal(["tests", "cases"], sources.Keys);
        Assert.Equal(4, sources["tests"].Item1);
        Assert.Equal(report.GetProperty("requests").GetInt64(), sources.Values.Sum(one => one.Item1));
        Assert.Equal(report.GetProperty("changed").GetInt64(), sources.Values.Sum(one => one.Item2));
        Assert.True(sources["cases"].Item2 > 0);
        var groups = report.GetProperty("groups").EnumerateArray().ToList();
        Assert.Equal("newly-allowed", groups[0].GetProperty("change").GetString());
        Assert.Equal(report.GetProperty("changed").GetInt64(), groups.Sum(group => group.GetProperty("count").GetInt64()));

        // what is told of a request can be asked again, and is so
        foreach (var group in groups)
        {
            var example = group.GetProperty("example");
            foreach (var (side, policies) in new[] { ("before", Old), ("after", New) })
            {
                using var request = new MemoryStream(Encoding.UTF8.GetBytes(example.GetProperty("request").GetRawText().ReplaceLineEndings(" ")));
                var check = await new CliRunner { Input = request }.RunAsync("check", "-p", policies, "--now", example.GetProperty("now").GetString()!);
                Assert.Equal(group.GetProperty(side).GetProperty("decision").GetString(), JsonDocument.Parse(check.Out).RootElement.GetProperty("decision").GetString());
            }
        }
    }

    [Theory]
    [InlineData("--no-tests", "", "cases")]
    [InlineData("--cases", "0", "tests")]
    public async Task Only_what_is_wanted_is_asked_and_the_rest_is_told(string option, string value, string source)
    {
        Change();
        var run = await ImpactAsync([option, .. value.Length > 0 ? [value] : Array.Empty<string>(), "--format", "json"]);

        var report = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal([source], report.GetProperty("sources").EnumerateArray().Select(one => one.GetProperty("from").GetString()));
        Assert.Contains(report.GetProperty("notLookedAt").EnumerateArray(), line => line.GetString()!.Contains(option, StringComparison.Ordinal));
        Assert.Contains(report.GetProperty("notLookedAt").EnumerateArray(), line => line.GetString()!.Contains("--log", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_changes_ends_with_1_when_that_is_wanted()
    {
        Assert.Equal(ExitCodes.Ok, (await ImpactAsync("--exit-code")).Code);
        Change();
        Assert.Equal(ExitCodes.Ok, (await ImpactAsync()).Code);
        Assert.Equal(ExitCodes.Failed, (await ImpactAsync("--exit-code")).Code);
        Assert.Equal(ExitCodes.Failed, (await ImpactAsync("--exit-code", "--format", "markdown")).Code);
    }

    [Fact]
    public async Task Nothing_that_changes_is_told_as_that()
    {
        var text = await ImpactAsync("--cases", "50");
        var markdown = await ImpactAsync("--cases", "50", "--format", "markdown");

        Assert.Contains("54 requests: no answer changes\n", text.Out, StringComparison.Ordinal);
        Assert.Contains("**No answer changes** of 54 requests.\n", markdown.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("| before |", markdown.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_and_another_others()
    {
        Change();
        var first = await ImpactAsync("--cases", "60", "--seed", "5", "--format", "json", "--all");

        Assert.Equal(first.Out, (await ImpactAsync("--cases", "60", "--seed", "5", "--format", "json", "--all")).Out);
        Assert.NotEqual(first.Out, (await ImpactAsync("--cases", "60", "--seed", "6", "--format", "json", "--all")).Out);
    }

    [Fact]
    public async Task A_commit_is_compared_with_the_files()
    {
        Repository.Init(_folder);
        using (var repository = new Repository(_folder))
        {
            Commands.Stage(repository, "*");
            var author = new Signature("a", "a@example.com", CliRun.Now);
            repository.Commit("first", author, author);
        }

        Edit(New, "policy.json", " && !resource.locked", "");
        var run = await CliRun.RunAsync("impact", "git:HEAD", New, "--cases", "100");

        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        Assert.StartsWith("old git:HEAD, revision ", run.Out, StringComparison.Ordinal);
        Assert.Contains("! newly allowed", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--cases", "many", "error: `--cases`: expected a number from 0 to 1000000, got `many`")]
    [InlineData("--seed", "-1", "error: `--seed`: expected a number from 0 to 2147483647, got `-1`")]
    [InlineData("--log", "nowhere", "error: ")]
    public async Task What_is_wrong_is_told(string option, string value, string error)
    {
        var run = await ImpactAsync(option, value);

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.StartsWith(error, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_ask_is_an_error()
    {
        var run = await ImpactAsync("--no-tests", "--cases", "0");

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.StartsWith("error: there is nothing to ask", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_side_that_does_not_load_is_told_and_nothing_compared()
    {
        Edit(New, "policy.json", "\"version\": 1,", "\"version\": 1");
        var run = await ImpactAsync();

        Assert.Equal((ExitCodes.PoliciesDoNotLoad, ""), (run.Code, run.Out));
        Assert.Contains("do not load", run.Error, StringComparison.Ordinal);
    }

    // owners get at what is locked, one label more opens, and what is frozen is denied with something to do
    private void Change()
    {
        Edit(New, "policy.json", " && !resource.locked", "");
        Edit(New, "policy.json", "resource.readers.exists(r,", "resource.label == 'open' || resource.readers.exists(r,");
        Edit(New, "policy.json", "\"when\": \"resource.frozen\"", "\"when\": \"resource.frozen\", \"obligations\": [ { \"id\": \"thaw\" } ]");
    }

    private static void Edit(string folder, string file, string before, string after)
    {
        var path = Path.Combine(folder, file);
        var text = File.ReadAllText(path);
        Assert.Contains(before, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(before, after, StringComparison.Ordinal));
    }

    private Task<CliRun> ImpactAsync(params string[] arguments) => CliRun.RunAsync(["impact", Old, New, .. arguments]);

    private string Named(string text) =>
        Revision().Replace(text.Replace(Old, "<old>", StringComparison.Ordinal).Replace(New, "<new>", StringComparison.Ordinal), "<revision>");

    [GeneratedRegex("</?code>|<br>|</?details>|</?summary>")]
    private static partial Regex Elements();

    [GeneratedRegex("sha256:[0-9a-f]{64}")]
    private static partial Regex Revision();
}
