using global::Grpc.Core;
using Microsoft.AspNetCore.Authorization;

namespace Pdp.Client.AspNetCore.Tests.Grpc;

/// <summary>Answers with what it is asked; its streams go on until their call ends.</summary>
internal sealed class LibraryService : Library.LibraryBase
{
    [PdpGrpc("book", "read")]
    public override Task<Book> Read(Book request, ServerCallContext context) =>
        Task.FromResult(new Book { Id = $"{request.Id} {context.GetHttpContext().User.FindFirst("sub")!.Value}" });

    [PdpGrpc("book", "follow")]
    public override async Task Follow(Book request, IServerStreamWriter<Book> responseStream, ServerCallContext context)
    {
        // what is handed on is still a call of this server
        ArgumentNullException.ThrowIfNull(context.GetHttpContext());
        await responseStream.WriteAsync(request);
        // one that looks at nothing is cut off
        await Task.Delay(Timeout.Infinite, request.Id == "deaf" ? context.GetHttpContext().RequestAborted : context.CancellationToken);
    }

    [PdpGrpc("book", "fill", ResourceIdHeader = "book")]
    public override async Task<Book> Fill(IAsyncStreamReader<Book> requestStream, ServerCallContext context)
    {
        var last = new Book();
        while (await requestStream.MoveNext(CancellationToken.None)) last = requestStream.Current;
        return last;
    }

    [PdpGrpc("book", "talk", ResourceId = "all")]
    public override async Task Talk(IAsyncStreamReader<Book> requestStream, IServerStreamWriter<Book> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(CancellationToken.None)) await responseStream.WriteAsync(requestStream.Current);
    }

    public override Task<Book> Forgotten(Book request, ServerCallContext context) => Task.FromResult(request);

    [AllowAnonymous]
    public override Task<Book> Open(Book request, ServerCallContext context) => Task.FromResult(request);
}
