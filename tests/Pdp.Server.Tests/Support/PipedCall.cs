using System.Buffers;
using System.IO.Pipelines;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Pdp.Server.Direct;
using Pdp.Server.Health;
using Pdp.Server.Services;
using Pdp.Server.Reloading;
using Pdp.Server.Serving;
using Pdp.Server.Settings;

namespace Pdp.Server.Tests.Support;

/// <summary>A call on pipes, without a socket and a server around them.</summary>
internal sealed class PipedCall : IRequestBodyPipeFeature, IHttpResponseTrailersFeature
{
    private readonly Pipe _request = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Pipe _response = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly FeatureCollection _features = [];

    public PipedCall(string method)
    {
        var request = new HttpRequestFeature { Method = "POST", Protocol = "HTTP/2", Path = "/pdp.v1.DecisionService/" + method, Headers = Headers };
        Headers.ContentType = "application/grpc";
        Request = request;
        _features.Set<IHttpRequestFeature>(request);
        _features.Set<IRequestBodyPipeFeature>(this);
        _features.Set(Callers.From("127.0.0.1"));
        _features.Set<IHttpResponseFeature>(Response);
        _features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(_response.Writer.AsStream()));
        _features.Set<IHttpResponseTrailersFeature>(this);
        _features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());
    }

    public HttpRequestFeature Request { get; }

    public IHeaderDictionary Headers { get; } = new HeaderDictionary();

    public HttpResponseFeature Response { get; } = new();

    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    /// <summary>gRPC's status, with or without answers before it.</summary>
    public string Status => (Trailers.GrpcStatus.Count > 0 ? Trailers : Response.Headers).GrpcStatus.ToString();

    public PipeReader Reader => _request.Reader;

    /// <summary>What answers it.</summary>
    public static DirectCalls Calls(PdpServerOptions? options = null, TimeProvider? clock = null, Readiness? readiness = null)
    {
        var bundles = new BundleHolder(new ServedBundle(Fixture.Bundle, TimeProvider.System.GetUtcNow()));
        var (settings, time, phase) = (options ?? new PdpServerOptions(), clock ?? TimeProvider.System, readiness ?? new Readiness());
        var trial = Trials.Of(settings);
        var access = Callers.Access(settings, time);
        var gate = new RevisionGate(bundles, reloader: null, settings, time);
        return new DirectCalls(
            bundles, settings, time, phase, new DecisionEndpoints(bundles, settings, time, phase, NullLogger<DecisionEndpoints>.Instance, new Decider(trial, Callers.Nothing, Trails.None, Meters.Decisions), gate, access, NoTokens.Taken),
            NullLogger<DirectCalls>.Instance, trial, access, Callers.Nothing, Trails.None, Meters.Decisions);
    }

    /// <summary>A message with gRPC's header.</summary>
    public static byte[] Frame(IMessage message) => Frame(message.ToByteArray());

    public static byte[] Frame(byte[] message, byte flag = 0) =>
        [flag, (byte)(message.Length >> 24), (byte)(message.Length >> 16), (byte)(message.Length >> 8), (byte)message.Length, .. message];

    public PipedCall With(string header, string value)
    {
        Headers[header] = value;
        return this;
    }

    /// <summary>Sends a part of the body.</summary>
    public async Task SendAsync(byte[] bytes) => await _request.Writer.WriteAsync(bytes);

    /// <summary>Ends the body as a transport that broke does.</summary>
    public ValueTask BreakAsync(Exception exception) => _request.Writer.CompleteAsync(exception);

    public ValueTask EndAsync() => _request.Writer.CompleteAsync();

    /// <summary>The call, answered or left alone.</summary>
    public ValueTask<bool> AnswerAsync(DirectCalls calls) => calls.TryAnswer(_features);

    /// <summary>Sends the whole body and has it answered.</summary>
    public async Task<bool> AnswerAsync(DirectCalls calls, byte[] body)
    {
        await SendAsync(body);
        await EndAsync();
        return await AnswerAsync(calls);
    }

    /// <summary>What is left of the request's body.</summary>
    public async Task<byte[]> RestAsync()
    {
        await EndAsync();
        while (true)
        {
            var result = await Reader.ReadAsync();
            if (result.IsCompleted) return result.Buffer.ToArray();
            Reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>The messages that were sent back.</summary>
    public async Task<List<byte[]>> MessagesAsync()
    {
        await _features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.FlushAsync();
        await _response.Writer.CompleteAsync();
        var result = await _response.Reader.ReadAtLeastAsync(int.MaxValue);
        var bytes = result.Buffer.ToArray();
        var messages = new List<byte[]>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = (bytes[at + 1] << 24) | (bytes[at + 2] << 16) | (bytes[at + 3] << 8) | bytes[at + 4];
            messages.Add(bytes[(at + 5)..(at + 5 + length)]);
            at += 5 + length;
        }

        return messages;
    }
}
