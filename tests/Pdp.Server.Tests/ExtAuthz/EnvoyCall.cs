using Google.Protobuf;
using Grpc.Core;
using Pdp.Server.ExtAuthz.Messages;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.ExtAuthz;

/// <summary>Asks as Envoy does.</summary>
internal static class EnvoyCall
{
    private static readonly Method<byte[], byte[]> Check = new(
        MethodType.Unary, "envoy.service.auth.v3.Authorization", "Check", Marshallers.Create(static b => b, static b => b), Marshallers.Create(static b => b, static b => b));

    /// <summary>Sends the octets of a message and gets those of the answer.</summary>
    public static async Task<byte[]> SendAsync(RunningServer server, byte[] message, Grpc.Core.Metadata? metadata = null) =>
        await server.Channel.CreateCallInvoker().AsyncUnaryCall(Check, null, new CallOptions(metadata, cancellationToken: TestContext.Current.CancellationToken), message);

    /// <summary>Sends a message.</summary>
    public static async Task<CheckResponse> SendAsync(RunningServer server, CheckRequest message, Grpc.Core.Metadata? metadata = null)
    {
        var octets = await SendAsync(server, message.ToByteArray(), metadata);
        var answer = CheckResponse.Parser.ParseFrom(octets);
        IsSound(answer);
        return answer;
    }

    /// <summary>A request over HTTP.</summary>
    public static CheckRequest Request(string method, string path, params (string Name, string Value)[] headers)
    {
        var http = new AttributeContext.Types.HttpRequest { Method = method, Path = path, Host = "h.example", Scheme = "https", Protocol = "HTTP/2", Size = -1 };
        foreach (var (name, value) in headers) http.Headers.Add(name, value);
        return new CheckRequest { Attributes = new AttributeContext { Request = new AttributeContext.Types.Request { Http = http } } };
    }

    /// <summary>Fails when an answer could be understood as another.</summary>
    public static void IsSound(CheckResponse answer)
    {
        Assert.NotNull(answer.Status);
        Assert.Equal(answer.Status.Code == 0, answer.HttpResponseCase == CheckResponse.HttpResponseOneofCase.OkResponse);
        var headers = answer.OkResponse?.Headers ?? answer.DeniedResponse?.Headers ?? [];
        Assert.All(headers, static header => Assert.True(header is { Append: false, AppendAction: 2 } && header.Append is not null));
        Assert.Empty((answer.OkResponse?.HeadersToRemove ?? []).Intersect(headers.Select(static header => header.Header.Key)));
        if (answer.Status.Code != 0) Assert.Equal(answer.Status.Code switch { 7 => 403, 16 => 401, _ => 503 }, answer.DeniedResponse!.Status.Code);
    }
}
