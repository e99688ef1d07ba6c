using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Pdp.Cli.Tests.Processes;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Scaffolding;

public sealed partial class NewCommandTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("pdp-new-").FullName;

    private string Folder => Path.Combine(_root, "policies");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("--resource", "document")]
    [InlineData("--resource", "bundle", "--subject", "service", "--name", "a-b_c")]
    [InlineData("--actions", "look")]
    [InlineData("--actions", "read,approve,send_back,archive", "--resource", "invoice")]
    public async Task What_it_makes_is_valid_clean_formatted_and_covered(params string[] options)
    {
        Assert.Equal(ExitCodes.Ok, (await CliRun.RunAsync(["new", Folder, "--yes", .. options])).Code);

        foreach (string[] check in (string[][])[["validate", "--warnings-as-errors"], ["lint"], ["fmt", "--check"], ["test", "--min", "100"]])
        {
            var run = await CliRun.RunAsync([.. check, Folder]);
            Assert.True(run.Code == ExitCodes.Ok, $"{check[0]}: {run.Out}{run.Error}");
        }
    }

    [Fact]
    public async Task Lists_what_it_wrote_and_says_what_comes_next()
    {
        Directory.CreateDirectory(Path.Combine(_root, ".git"));
        var run = await CliRun.RunAsync("new", Folder, "--yes", "--ci", "both", "--hook");

        Assert.Equal(Written(), run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(path => Path.GetRelativePath(_root, path)).Order(StringComparer.Ordinal));
        Assert.Equal($"next: pdp test {Folder}\nthe hook is switched on by: git -C {_root} config core.hooksPath .githooks\n", run.Error);
        Assert.Contains(".github/workflows/policies.yml", Written());
        Assert.Contains(".gitlab-ci.yml", Written());
        Assert.Contains("policies/policies/document.json", Written());
    }

    [Fact]
    public async Task A_dry_run_lists_the_same_files_and_writes_none()
    {
        var run = await CliRun.RunAsync("new", Folder, "--yes", "--dry-run", "--hook");

        Assert.Empty(Written());
        Assert.False(Directory.Exists(Folder));
        Assert.Equal(run.Out, (await CliRun.RunAsync("new", Folder, "--yes", "--hook")).Out);
    }

    [Fact]
    public async Task Asks_at_a_terminal_for_what_is_not_said_and_again_when_an_answer_is_wrong()
    {
        var run = await At("\n9th\ninvoice\nread, approve\nneither\ngithub\nyes\n", "--name", "billing");

        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.Contains("type of what is asked about [document]: error: expected a name of letters, digits, `_` and `-` that begins with a letter, got `9th`", run.Error, StringComparison.Ordinal);
        Assert.Contains("error: expected `github`, `gitlab`, `both` or `none`, got `neither`", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("name of the bundle", run.Error, StringComparison.Ordinal);
        Assert.Contains("\"billing\"", File.ReadAllText(Path.Combine(Folder, "bundle.json")), StringComparison.Ordinal);
        Assert.Contains("[\"read\", \"approve\"]", File.ReadAllText(Path.Combine(Folder, "policies", "invoice.json")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Folder, ".githooks", "pre-commit")));
    }

    [Fact]
    public async Task Writes_nothing_when_the_answers_end()
    {
        var run = await At("policies\nuser\n");

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.Contains("error: the input ended before all questions were answered; nothing was written", run.Error, StringComparison.Ordinal);
        Assert.Empty(Written());
    }

    [Theory]
    [InlineData("--actions", "read,,edit", "`--actions`: expected different names")]
    [InlineData("--actions", "read,read", "`--actions`: expected different names")]
    [InlineData("--resource", "../x", "`--resource`: expected a name")]
    [InlineData("--subject", "", "`--subject`: expected a name")]
    [InlineData("--ci", "jenkins", "`--ci`: expected `github`")]
    public async Task Refuses_a_wrong_answer_on_the_command_line(string option, string value, string expected)
    {
        var run = await CliRun.RunAsync("new", Folder, "--yes", option, value);

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Empty(Written());
    }

    [Fact]
    public async Task Refuses_a_folder_with_documents()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "deep"));
        File.WriteAllText(Path.Combine(Folder, "deep", "x.json"), "{}");

        var run = await CliRun.RunAsync("new", Folder, "--yes");

        Assert.Equal((ExitCodes.BadInput, $"error: `{Folder}` holds JSON documents already, such as `deep/x.json`\n  = help: name a folder of its own\n"), (run.Code, run.Error));
        Assert.Equal(["policies/deep/x.json"], Written());
    }

    [Fact]
    public async Task Leaves_a_pipeline_alone_that_is_there_and_writes_nothing_else()
    {
        Directory.CreateDirectory(Path.Combine(_root, ".git"));
        File.WriteAllText(Path.Combine(_root, ".gitlab-ci.yml"), "mine");

        var run = await CliRun.RunAsync("new", Folder, "--yes", "--ci", "both");

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.Contains($"error: `{Path.Combine(_root, ".gitlab-ci.yml")}` is there already; nothing was written", run.Error, StringComparison.Ordinal);
        Assert.Equal([".gitlab-ci.yml"], Written());
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_root, ".gitlab-ci.yml")));
    }

    [Fact]
    public async Task Takes_back_what_it_wrote_when_a_later_file_cannot_be_written()
    {
        Directory.CreateDirectory(Path.Combine(_root, ".git"));
        File.WriteAllText(Path.Combine(_root, ".github"), "a file where a folder is to be");

        var run = await CliRun.RunAsync("new", Folder, "--yes", "--ci", "github");

        Assert.Equal(ExitCodes.InputOutputError, run.Code);
        Assert.Equal([".github"], Written());
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public async Task Pipelines_and_hook_call_what_there_is()
    {
        await CliRun.RunAsync("new", Folder, "--yes", "--ci", "both", "--hook");
        var lines = Written().Where(static path => path.EndsWith(".yml", StringComparison.Ordinal) || path.EndsWith("pre-commit", StringComparison.Ordinal))
            .SelectMany(path => File.ReadAllLines(Path.Combine(_root, path))).Select(static line => Call().Match(line)).Where(static call => call.Success).ToList();

        Assert.Equal(11, lines.Count);
        Assert.Equal(2, lines.Count(static line => line.Groups[1].Value.StartsWith("impact ", StringComparison.Ordinal)));
        Assert.Equal(2, lines.Count(static line => line.Groups[1].Value.StartsWith("test --coverage --min 90 ", StringComparison.Ordinal)));
        var root = PdpApp.CreateRoot(new CliRunner().Host(Stream.Null, Stream.Null));
        Assert.All(lines, line => Assert.Empty(root.Parse(line.Groups[1].Value).Errors));
    }

    // what the pipelines run of a request to merge is run: after a change, and where there were no policies before
    [Theory]
    [InlineData("policies", "git ls-tree -r --name-only \"origin/")]
    [InlineData("my policies", "git ls-tree -r --name-only \"origin/")]
    [InlineData(".", "git ls-tree -r --name-only \"origin/")]
    [InlineData("policies", "git ls-tree -r --name-only \"$CI_")]
    [InlineData("my policies", "git ls-tree -r --name-only \"$CI_")]
    [InlineData(".", "git ls-tree -r --name-only \"$CI_")]
    public async Task Pipelines_tell_what_a_request_to_merge_changes(string folder, string step)
    {
        var directory = Path.Combine(_root, folder);
        Directory.CreateDirectory(Path.Combine(_root, ".git"));
        await CliRun.RunAsync("new", directory, "--yes", "--ci", "both");
        Directory.Delete(Path.Combine(_root, ".git"));
        var file = step.Contains("origin", StringComparison.Ordinal) ? ".github/workflows/policies.yml" : ".gitlab-ci.yml";
        var lines = File.ReadAllLines(Path.Combine(_root, file)).ToList();
        var first = lines.FindIndex(line => line.Contains(step, StringComparison.Ordinal));
        var script = string.Join('\n', lines.Skip(first).TakeWhile(line => line.Trim() != "fi").Append("fi"));
        const string Git = "git -c user.email=a@example.com -c user.name=a";
        var run = await PdpProcess.BashAsync(
            $$"""
            set -e
            cd '{{_root}}'
            export BASE=main CI_MERGE_REQUEST_DIFF_BASE_SHA=origin/main GITHUB_STEP_SUMMARY=/dev/null GIT_CONFIG_GLOBAL=/dev/null
            git init -q -b main . && {{Git}} commit -q --allow-empty -m none && git update-ref refs/remotes/origin/main HEAD
            git add . && {{Git}} commit -q -m first
            {{script}}
            echo "first: $(cat impact.md 2>/dev/null)"
            git update-ref refs/remotes/origin/main HEAD
            sed -i 's/resource.owner == subject.id/true/' '{{folder}}'/policies/document.json
            git add . && {{Git}} commit -q -m second
            {{script}}
            cat impact.md
            """);

        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        Assert.StartsWith(step.Contains("origin", StringComparison.Ordinal) ? "first: \n" : "first: There were no policies before.\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("### Impact on decisions\n\n**", run.Out, StringComparison.Ordinal);
        Assert.Contains("| **newly allowed** |", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_refuses_what_a_run_refuses()
    {
        File.WriteAllText(Path.Combine(_root, "x"), "");
        Directory.CreateDirectory(Path.Combine(_root, ".git"));
        File.WriteAllText(Path.Combine(_root, ".gitlab-ci.yml"), "mine");

        Assert.Equal(ExitCodes.BadInput, (await CliRun.RunAsync("new", Folder, "--yes", "--ci", "gitlab", "--dry-run")).Code);
        Assert.Equal(ExitCodes.BadInput, (await CliRun.RunAsync("new", Path.Combine(_root, "x"), "--yes", "--dry-run")).Code);
    }

    [Fact]
    public async Task Refuses_a_place_that_git_does_not_keep()
    {
        Directory.CreateDirectory(Path.Combine(_root, "repository", ".git"));
        Directory.CreateDirectory(Path.Combine(_root, "elsewhere"));
        var link = Path.Combine(_root, "repository", "link");
        Directory.CreateSymbolicLink(link, "../elsewhere");

        var behind = await CliRun.RunAsync("new", Path.Combine(link, "policies"), "--yes");
        var inside = await CliRun.RunAsync("new", Path.Combine(_root, "repository", ".git", "policies"), "--yes");

        Assert.Equal((ExitCodes.BadInput, $"error: `{link}` is a link to `../elsewhere`: git would not keep what is behind it\n  = help: name the folder itself\n"), (behind.Code, behind.Error));
        Assert.Equal(ExitCodes.BadInput, inside.Code);
        Assert.Empty(Written());
    }

    [Fact]
    public async Task Stops_while_it_asks_and_writes_nothing()
    {
        using var typed = new SilentTerminal("billing\n"u8.ToArray());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = Task.Run(() => new CliRunner { Input = typed, InputIsTerminal = true }.RunAsync(stop.Token, "new", Folder), TestContext.Current.CancellationToken);
        await typed.Silence.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        Assert.Equal(ExitCodes.Interrupted, (await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Code);
        Assert.Empty(Written());
    }

    [Theory]
    [InlineData("our policies")]
    [InlineData("-h")]
    [InlineData(":p")]
    [InlineData("it's")]
    public async Task The_hook_lets_no_commit_pass_whose_policies_are_wrong(string name)
    {
        Init();
        var folder = Path.Combine(_root, name);
        await CliRun.RunAsync("new", folder, "--yes", "--hook");
        Assert.True(Git(out _, "config", "core.hooksPath", ".githooks"));
        Assert.True(Git(out _, "add", "-A", "."));
        Assert.True(Git(out var first, "commit", "-q", "-mfirst"), first);

        // what is staged counts, and not what the work tree has
        var policy = Path.Combine(folder, "policies", "document.json");
        var right = File.ReadAllText(policy);
        File.WriteAllText(policy, right.Replace("resource.owner", "resource.ovner", StringComparison.Ordinal));
        Assert.True(Git(out _, "add", "-A", "."));
        File.WriteAllText(policy, right);
        Assert.False(Git(out var second, "commit", "-q", "-msecond"));
        Assert.Contains("unknown attribute `resource.ovner`", second, StringComparison.Ordinal);

        File.AppendAllText(policy, "\n");
        Assert.True(Git(out _, "add", "-A", "."));
        Assert.False(Git(out _, "commit", "-q", "-mthird"));
    }

    [Fact]
    public async Task The_hook_is_not_in_the_way_of_other_commits()
    {
        Init();
        await CliRun.RunAsync("new", Folder, "--yes", "--hook");
        Assert.True(Git(out _, "config", "core.hooksPath", ".githooks"));

        // before the policies are added, and beside a file that is only meant to be
        File.WriteAllText(Path.Combine(_root, "readme"), "1");
        Assert.True(Git(out _, "add", "readme"));
        Assert.True(Git(out var other, "commit", "-q", "-mother"), other);
        File.WriteAllText(Path.Combine(Folder, "policies", "begun.json"), "{");
        Assert.True(Git(out _, "add", "policies/bundle.json", "policies/schema.json", "policies/policies/document.json", "policies/tests", "policies/.schemas"));
        Assert.True(Git(out _, "add", "-N", "policies/policies/begun.json"));
        Assert.True(Git(out var beside, "commit", "-q", "-mbeside"), beside);

        File.Delete(Path.Combine(Folder, "policies", "begun.json"));
        Assert.True(Git(out _, "reset", "-q", "--", "policies/policies/begun.json"));
        Assert.True(Git(out _, "mv", "policies", "rules"));
        Assert.True(Git(out var renamed, "commit", "-q", "-mrenamed"), renamed);
    }

    private void Init()
    {
        if (!Git(out _, "init", "-q", ".")) Assert.Skip("git is not installed: `apt-get install git`");
    }

    private IReadOnlyList<string> Written() => [.. Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(_root, path)).Where(static path => !path.StartsWith(".git/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private Task<CliRun> At(string typed, params string[] options) =>
        new CliRunner { Input = new MemoryStream(Encoding.UTF8.GetBytes(typed)), InputIsTerminal = true }.RunAsync(["new", Folder, .. options]);

    // git in the folder, with `pdp` on its path
    private bool Git(out string said, params string[] arguments)
    {
        var bin = Directory.CreateDirectory(Path.Combine(_root, ".git", "bin")).FullName;
        var pdp = Path.Combine(bin, "pdp");
        File.WriteAllText(pdp, $"#!/bin/sh\nexec dotnet '{PdpProcess.Dll}' \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(pdp, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        var start = new ProcessStartInfo("git") { WorkingDirectory = _root, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false", .. arguments]) start.ArgumentList.Add(argument);
        start.Environment["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}";
        said = "";
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            said = process.StandardError.ReadToEnd() + output.GetAwaiter().GetResult();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^\s*pdp (.+?)(?: > .*)?$")]
    private static partial Regex Call();

    // where a person types something, and then nothing
    private sealed class SilentTerminal(byte[] typed) : MemoryStream(typed)
    {
        private readonly TaskCompletionSource _silence = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _end = new();

        public Task Silence => _silence.Task;

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (base.Read(buffer, offset, count) is > 0 and var read) return read;
            _silence.TrySetResult();
            _end.Wait();
            return 0;
        }

        protected override void Dispose(bool disposing)
        {
            _end.Set();
            base.Dispose(disposing);
        }
    }
}
