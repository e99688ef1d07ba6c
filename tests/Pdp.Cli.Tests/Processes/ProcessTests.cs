using System.Diagnostics;
using System.Globalization;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Processes;

public sealed class ProcessTests
{
    public ProcessTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "needs bash");

    [Fact]
    public async Task Exit_codes_reach_the_shell()
    {
        var run = await PdpProcess.BashAsync(
            """
            pdp --version >/dev/null; echo $?
            pdp frobnicate 2>/dev/null; echo $?
            echo '{' | pdp check -p "$GOOD" >/dev/null 2>&1; echo $?
            echo '{' | pdp check -p /nowhere >/dev/null 2>&1; echo $?
            """);

        Assert.Equal("0\n2\n2\n3\n", run.Out);
    }

    [Fact]
    public async Task Answers_come_while_the_pipe_stays_open()
    {
        using var process = PdpProcess.Start("check", "--policies", Fixture.Good);
        foreach (var (request, decision) in new[] { (Requests.Owner, "PERMIT"), (Requests.Stranger, "DENY") })
        {
            await process.StandardInput.WriteLineAsync(request);
            await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            Assert.Contains($"\"{decision}\"", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        process.StandardInput.Close();
        await PdpProcess.EndAsync(process);
        Assert.Equal(ExitCodes.Ok, process.ExitCode);
    }

    [Fact]
    public async Task A_reader_that_leaves_ends_an_endless_run_quietly()
    {
        var run = await PdpProcess.BashAsync(
            $$"""
            yes '{{Requests.Owner}}' 2>/dev/null | pdp check -p "$GOOD" | head -n 1 | cut -c 1-20
            echo "${PIPESTATUS[1]}"
            """);

        Assert.Equal("{\"decision\":\"PERMIT\"\n141\n", run.Out);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task A_full_disk_is_an_error()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        var run = await PdpProcess.BashAsync("""pdp check -p "$GOOD" > /dev/full; echo $?""", Requests.Owner);

        Assert.Equal($"{ExitCodes.InputOutputError}\n", run.Out);
        Assert.StartsWith("error: cannot write the output: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_to_one_file_is_appended_run_by_run()
    {
        var run = await PdpProcess.BashAsync(
            """
            file=$(mktemp); ( echo first; pdp --version; echo '{' | pdp check -p "$GOOD" 2>&1; pdp --version ) > "$file"
            pdp --version >> "$file"; cut -c 1-20 "$file"; rm "$file"
            """);

        var version = CommandLineVersion(run.Out);
        Assert.Equal($"first\n{version}\n{{\"decision\":\"INDETER\nerror: 1 of 1 reques\n{version}\n{version}\n", run.Out);
    }

    [Fact]
    public async Task Ctrl_c_ends_a_waiting_check_after_its_answers()
    {
        using var process = PdpProcess.Start("check", "--policies", Fixture.Good);
        await process.StandardInput.WriteLineAsync(Requests.Owner);
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Contains("PERMIT", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await PdpProcess.EndAsync(process);

        Assert.Equal(ExitCodes.Interrupted, process.ExitCode);
        Assert.Equal("", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_folder_as_input_is_told_without_a_stack_trace()
    {
        var run = await PdpProcess.BashAsync("""pdp check -p "$GOOD" < /; echo $?""");

        Assert.Equal($"{ExitCodes.InputOutputError}\n", run.Out);
        Assert.StartsWith("error: cannot read the input: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pdp val", "validate")]
    [InlineData("pdp ", "access audit bundle check completion diff eval explain fmt impact lint lsp new schema serve shadow stats test validate")]
    [InlineData("pdp validate --fo", "--format")]
    [InlineData("pdp test x --format j", "json junit")]
    [InlineData("pdp validate ", "")]
    public async Task Completes_in_bash(string line, string expected)
    {
        var run = await PdpProcess.BashAsync(
            $$"""
            source <(pdp completion bash)
            complete -p pdp
            COMP_LINE='{{line}}'; COMP_POINT=${#COMP_LINE}
            read -ra COMP_WORDS <<< "$COMP_LINE"; [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _pdp
            printf '%s\n' "${COMPREPLY[@]}" | sort | xargs
            """);

        Assert.Equal("", run.Error);
        Assert.Equal($"complete -o default -F _pdp pdp\n{expected}\n", run.Out);
    }

    private static string CommandLineVersion(string output) => output.Split('\n')[1];
}
