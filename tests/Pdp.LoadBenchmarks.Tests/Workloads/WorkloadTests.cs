using System.Buffers.Binary;
using Google.Protobuf;
using Pdp.Contracts.V1;
using Pdp.LoadBenchmarks.CerbosApi;
using Pdp.LoadBenchmarks.Workloads;
using Xunit;

namespace Pdp.LoadBenchmarks.Tests.Workloads;

public sealed class WorkloadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pdp-workload-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, int> All => new() { { "typed", 5 }, { "typed", 60 }, { "flat", 10 }, { "flat", 300 } };

    // making one compares the engine's answer to each request with that of plain code
    [Theory]
    [MemberData(nameof(All))]
    public void The_engine_and_plain_code_agree_and_not_all_requests_go_the_same_way(string shape, int rules) =>
        Assert.InRange(Make(shape, rules).Permitted, 0.1, 0.9);

    [Theory]
    [MemberData(nameof(All))]
    public void There_are_4096_different_requests_for_either_server(string shape, int rules)
    {
        var workload = Make(shape, rules);
        Assert.Equal(4096, workload.Check().Bodies.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(4096, workload.CerbosCheck().Bodies.Select(static body => Convert.ToHexString(WithoutId(body))).Distinct().Count());
    }

    [Fact]
    public void Accepts_of_both_servers_the_answers_that_mean_the_same()
    {
        var workload = Make("flat", 10);
        var (ours, cerbos) = (workload.Check(), workload.CerbosCheck());
        var permitted = 0;
        for (var body = 0; body < ours.Bodies.Length; body++)
        {
            var permit = ours.Accepts(body, Framed(new CheckResponse { Decision = Contracts.V1.Decision.Permit, Allowed = true }));
            if (permit) permitted++;
            Assert.Equal(permit, cerbos.Accepts(body, Framed(Answer(CerbosApi.Effect.Allow))));
            Assert.Equal(!permit, cerbos.Accepts(body, Framed(Answer(CerbosApi.Effect.Deny))));
            Assert.False(cerbos.Accepts(body, Framed(new CheckResourcesResponse())));
            Assert.False(cerbos.Accepts(body, []));
        }

        Assert.InRange(permitted, 1, ours.Bodies.Length - 1);
    }

    private static CheckResourcesResponse Answer(CerbosApi.Effect effect) => new() { Results = { new ResultEntry { Actions = { ["view"] = effect } } } };

    private static byte[] WithoutId(byte[] body)
    {
        var request = CheckResourcesRequest.Parser.ParseFrom(body.AsSpan(5));
        request.RequestId = "";
        return request.ToByteArray();
    }

    private static byte[] Framed(IMessage message)
    {
        var bytes = message.ToByteArray();
        var framed = new byte[5 + bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), bytes.Length);
        bytes.CopyTo(framed, 5);
        return framed;
    }

    private Workload Make(string shape, int rules) => shape == "typed" ? Workload.Typed(rules, _folder) : Workload.Flat(rules, _folder);
}
