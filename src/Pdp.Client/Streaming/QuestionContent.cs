using System.Net;
using System.Net.Http.Headers;

namespace Pdp.Client;

/// <summary>A request's body that is written as long as the call lasts.</summary>
internal sealed class QuestionContent : HttpContent
{
    private static readonly MediaTypeHeaderValue Grpc = new("application/grpc");

    private readonly Func<Stream, CancellationToken, Task> _write;

    public QuestionContent(Func<Stream, CancellationToken, Task> write)
    {
        _write = write;
        Headers.ContentType = Grpc;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _write(stream, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => _write(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
