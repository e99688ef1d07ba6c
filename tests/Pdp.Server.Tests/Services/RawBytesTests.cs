using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Services;

public sealed class RawBytesTests(SharedServer shared)
{
    private const string Check = "/pdp.v1.DecisionService/Check";

    private const string InvalidArgument = "3";
    private const string PermissionDenied = "7";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, byte[], string> Garbage => new()
    {
        { "text that is not UTF-8", Replace(Questions.Denied.ToByteArray(), "alice"u8, [0x61, 0xff, 0xfe, 0x63, 0x65]), "it has text that is not UTF-8" },
        { "an overlong encoding", Replace(Questions.Denied.ToByteArray(), "alice"u8, [0xc0, 0xaf, 0x61, 0x61, 0x61]), "it has text that is not UTF-8" },
        { "a surrogate in UTF-8", Replace(Questions.Denied.ToByteArray(), "alice"u8, [0xed, 0xa0, 0x80, 0x61, 0x61]), "it has text that is not UTF-8" },
        { "a message cut short", Questions.Denied.ToByteArray()[..^3], "it breaks off or is damaged" },
        { "a length beyond the end", [0x0a, 0x7f, 0x01], "it breaks off or is damaged" },
        { "a negative length", [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], "it breaks off or is damaged" },
        { "the field number zero", [0x00, 0x01], "it breaks off or is damaged" },
        { "an endless varint", [.. Enumerable.Repeat((byte)0xff, 20)], "it breaks off or is damaged" },
        { "lists a thousand deep", Nested(1000), "it nests too deep" },
        { "lists a hundred thousand deep", Nested(100_000), "it nests too deep" },
    };

    [Theory]
    [MemberData(nameof(Garbage), DisableDiscoveryEnumeration = true)]
    public async Task Bytes_that_are_no_message_are_refused_with_a_reason(string what, byte[] message, string why)
    {
        var (status, text) = await Post(Check, Frame(message));
        Assert.True(status == InvalidArgument, $"{what}: {status} {text}");
        Assert.Equal($"expected the bytes of a pdp.v1.CheckRequest message, got others: {why}", text);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1, 2 })]
    [InlineData(new byte[] { 0, 0x7f, 0xff, 0xff, 0xff, 1 })]
    [InlineData(new byte[] { 0, 0xff, 0xff, 0xff, 0xff, 1 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 1, 1 })]
    [InlineData(new byte[] { 9, 0, 0, 0, 1, 1 })]
    public async Task Frames_that_are_none_fail_the_call_and_not_the_server(byte[] body)
    {
        var (status, _) = await Post(Check, body);
        Assert.NotEqual("0", status);
        await StillAnswers();
    }

    [Fact]
    public async Task A_message_beyond_the_limit_is_refused_for_its_size()
    {
        await using var server = await RunningServer.StartAsync(static o => o with { MaxMessageBytes = 2048 }, warm: false);
        var request = Questions.Denied;
        request.Subject.Id = new string('x', 2048);
        var (status, text) = await Post(Check, Frame(request.ToByteArray()), server.RawGrpc);
        Assert.Equal("8", status); // RESOURCE_EXHAUSTED
        Assert.Contains("size", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_declared_length_alone_costs_no_memory()
    {
        byte[] body = [0, 0x3f, 0xff, 0xff, 0xff];
        var (status, _) = await Post(Check, body);
        Assert.Equal("8", status);
    }

    [Fact]
    public async Task Garbage_in_a_stream_ends_the_stream_alone()
    {
        var good = Frame(new CheckStreamRequest { RequestId = 1, Request = Questions.Denied }.ToByteArray());
        var (status, text) = await Post("/pdp.v1.DecisionService/CheckStream", [.. good, .. Frame([0x12, 0x7f])]);
        Assert.Equal(InvalidArgument, status);
        Assert.Contains("pdp.v1.CheckStreamRequest", text, StringComparison.Ordinal);
        await StillAnswers();
    }

    [Fact]
    public async Task Every_method_of_the_contract_is_bound()
    {
        foreach (var method in new[] { DecisionService.Descriptor, PolicyService.Descriptor }.SelectMany(static s => s.Methods))
        {
            var path = $"/{method.Service.FullName}/{method.Name}";
            var (status, text) = await Post(path, Frame([0x00]));

            // who may call is asked before what was sent is looked at
            if (method.Name == "Reload") (status, text) = (status == PermissionDenied ? InvalidArgument : status, text + method.InputType.FullName);
            Assert.True(status == InvalidArgument, $"{path}: {status} {text}");
            Assert.Contains(method.InputType.FullName, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/pdp.v1.DecisionService/Nothing")]
    [InlineData("/pdp.v9.Unknown/Check")]
    [InlineData("/access/v9/evaluation")]
    public async Task An_unknown_method_is_not_found(string path)
    {
        using var response = await Send(path, Frame([]), shared.Running.RawGrpc);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData('k')]
    [InlineData('中')]
    [InlineData('%')]
    public async Task However_much_is_wrong_the_headers_that_tell_it_stay_within_what_clients_take(char letter)
    {
        var request = new CheckRequest { Context = new Google.Protobuf.WellKnownTypes.Struct() };
        for (var i = 0; i < 40; i++)
        {
            request.Context.Fields[new string(letter, 60) + i] = Google.Protobuf.WellKnownTypes.Value.ForNumber(double.NaN);
        }

        using var response = await Send("/pdp.v1.DecisionService/Check", Frame(request.ToByteArray()), shared.Running.RawGrpc);
        await response.Content.ReadAsByteArrayAsync(Cancelled);
        Assert.Equal("3", Header(response, "grpc-status"));
        Assert.StartsWith("malformed request: `subject`: is required", Header(response, "grpc-message"), StringComparison.Ordinal);

        // RFC 9113, section 6.5.2: a field's size is that of its name and value and 32 more.
        var size = response.Headers.Concat(response.TrailingHeaders).Concat(response.Content.Headers)
            .Sum(static h => h.Key.Length + string.Join(",", h.Value).Length + 32);
        Assert.InRange(size, 1000, 8192);
    }

    [Fact]
    public async Task Plain_HTTP_1_is_no_gRPC()
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(shared.Running.RawGrpc.BaseAddress!, "/healthz"), Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        await StillAnswers();
    }

    private static byte[] Frame(byte[] message) =>
        [0, (byte)(message.Length >> 24), (byte)(message.Length >> 16), (byte)(message.Length >> 8), (byte)message.Length, .. message];

    private static byte[] Replace(byte[] bytes, ReadOnlySpan<byte> what, ReadOnlySpan<byte> with)
    {
        with.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf(what)));
        return bytes;
    }

    // context {x: [[[…]]]}, written from the inside, as a message of that depth cannot be built by recursion.
    private static byte[] Nested(int levels)
    {
        var parts = new List<byte[]>();
        var length = 0;
        for (var i = 0; i < levels; i++)
        {
            Wrap(0x0a); // ListValue.values
            Wrap(0x32); // Value.list_value
        }

        Wrap(0x12); // FieldsEntry.value
        Wrap(0x0a); // Struct.fields
        Wrap(0x22); // CheckRequest.context
        parts.Reverse();
        return [.. parts.SelectMany(static p => p)];

        void Wrap(byte tag)
        {
            var head = new byte[6];
            var output = new CodedOutputStream(head);
            output.WriteRawTag(tag);
            output.WriteLength(length);
            var used = head.Length - output.SpaceLeft;
            parts.Add(head[..used]);
            length += used;
        }
    }

    private async Task StillAnswers() =>
        Assert.Equal(Decision.Deny, (await shared.Running.Decisions.CheckAsync(Questions.Denied, cancellationToken: Cancelled)).Decision);

    private async Task<(string Status, string Text)> Post(string path, byte[] body, HttpClient? client = null)
    {
        using var response = await Send(path, body, client ?? shared.Running.RawGrpc);
        await response.Content.ReadAsByteArrayAsync(Cancelled);
        return (Header(response, "grpc-status"), Uri.UnescapeDataString(Header(response, "grpc-message")));
    }

    private static async Task<HttpResponseMessage> Send(string path, byte[] body, HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        return await client.SendAsync(request, Cancelled);
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values)
            ? string.Join(",", values) : "";
}
