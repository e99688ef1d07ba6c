using System.Net;
using Google.Protobuf;
using Pdp.Contracts.V1;

namespace Pdp.Client;

internal sealed partial class StreamLane
{
    private async Task CallAsync(Uri address)
    {
        try
        {
            using var call = new HttpRequestMessage(HttpMethod.Post, address)
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new QuestionContent(WriteAsync),
            };
            call.Headers.TE.ParseAdd("trailers");
            using var response = await _http.SendAsync(call, _ending.Token);
            if (response.StatusCode == HttpStatusCode.OK && response.Content.Headers.ContentType?.MediaType is "application/grpc" or "application/grpc+proto")
                await ReadAsync(await response.Content.ReadAsStreamAsync(_ending.Token));
        }
        catch (Exception)
        {
            // whatever it is: those who ask again get to know it, as the answer to a call of their own
        }
        finally
        {
            Break();
            await _ending.CancelAsync();
            _http.Dispose();
        }
    }

    private async Task ReadAsync(Stream stream)
    {
        using var frames = new AnswerFrames(_largestAnswer);
        List<(ulong Id, Answer Answer)> answers = [];
        List<(LaneQuestion Question, Answer Answer)> ended = [];
        while (await stream.ReadAsync(frames.Space, _ending.Token) is > 0 and var count)
        {
            frames.Advance(count);
            try
            {
                while (frames.TryTake(out var message))
                {
                    var response = CheckStreamResponse.Parser.ParseFrom(message);
                    answers.Add((response.RequestId, AnswerReader.Read(response)));
                }
            }
            finally
            {
                // what is whole before something that is not has come from the PDP
                End(answers, ended);
            }
        }
    }

    // an answer to what nobody asked, or waits for any more, is nobody's
    private void End(List<(ulong Id, Answer Answer)> answers, List<(LaneQuestion Question, Answer Answer)> ended)
    {
        lock (_lock)
        {
            if (answers.Count > 0) Heard();
            foreach (var (id, answer) in answers)
            {
                if (_open.Remove(id, out var question)) ended.Add((question, answer));
            }
        }

        Interlocked.Add(ref _goingOn, ended.Count);
        foreach (var (question, answer) in ended) question.End(answer, _goesOn);
        answers.Clear();
        ended.Clear();
    }
}
