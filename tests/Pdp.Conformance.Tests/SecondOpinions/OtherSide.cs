using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Pdp.TestKit.Peers;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary><c>@bufbuild/cel</c> in a process of its own, which answers until it is disposed of.</summary>
internal sealed class OtherSide : IAsyncDisposable
{
    /// <summary>How long one answer may take. The other side gives up a question earlier, so this is for when it hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private OtherSide(Process process) => _process = process;

    /// <summary>Starts it; skips the running test when it is not installed.</summary>
    public static OtherSide Start()
    {
        Peer.Cel.PathOrSkip();
        var script = Repository.PathOf("tests", "Pdp.Conformance.Tests", "SecondOpinions", "peer.mjs");
        var start = new ProcessStartInfo(Peer.Node.PathOrSkip(), [script, Repository.PathOf("tests", "peers")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        };

        // It computes with dates of the machine's zone.
        start.Environment["TZ"] = "UTC";
        return new OtherSide(Process.Start(start)!);
    }

    /// <summary>Its answers, in the order of the questions.</summary>
    /// <exception cref="TimeoutException">It gave no answer for long, and was killed.</exception>
    public async Task<Outcome[]> AskAsync(IReadOnlyList<Question> questions)
    {
        using var limit = new CancellationTokenSource();
        var asking = Task.Run(() => SendAsync(questions, limit.Token), CancellationToken.None);
        var answers = new Outcome[questions.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            limit.CancelAfter(Patience);
            try
            {
                var line = await _process.StandardOutput.ReadLineAsync(limit.Token)
                    ?? throw new InvalidOperationException($"the other side ended at {questions[i]}");
                answers[i] = Read(line);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                throw new TimeoutException($"the other side does not answer {questions[i]}");
            }
        }

        await asking;
        return answers;
    }

    public async ValueTask DisposeAsync()
    {
        // It holds nothing that a friendly end would save, and may be busy with a question for ever.
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task SendAsync(IReadOnlyList<Question> questions, CancellationToken cancellation)
    {
        foreach (var question in questions)
            await _process.StandardInput.WriteLineAsync(Line(question).AsMemory(), cancellation);
        await _process.StandardInput.FlushAsync(cancellation);
    }

    private static string Line(Question question)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("text", question.Text);
            if (question.Bindings is { } bindings)
            {
                json.WriteStartObject("vars");
                foreach (var (name, value) in bindings)
                {
                    json.WritePropertyName(name);
                    WireValues.Write(json, value);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static Outcome Read(string line)
    {
        using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1_000 });
        var answer = document.RootElement;
        return answer[0].GetString() switch
        {
            "value" => WireValues.Read(answer[1]),
            "error" => new Outcome(OutcomeKind.Error, default, answer[1].GetString()!),
            "rejected" => new Outcome(OutcomeKind.Rejected, default, answer[1].GetString()!),
            var other => throw new InvalidOperationException($"unknown answer `{other}`"),
        };
    }
}
