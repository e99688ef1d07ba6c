using Pdp.Identity.Keys;

namespace Pdp.Identity.Tests.Kit;

/// <summary>A JWKS that tests change, and that can fail.</summary>
internal sealed class FakeDocuments(string document) : IKeyDocuments, IDisposable
{
    private volatile string? _document = document;
    private int _reads;

    public int Reads => Volatile.Read(ref _reads);

    public bool IsDisposed { get; private set; }

    /// <summary>What every reading waits for.</summary>
    public TaskCompletionSource? Gate { get; init; }

    /// <summary>The document; null: reading fails.</summary>
    public string? Document
    {
        get => _document;
        set => _document = value;
    }

    public void Dispose() => IsDisposed = true;

    public async Task<byte[]> ReadAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _reads);
        if (Gate is { } gate) await gate.Task;
        return _document is { } text ? Forge.Bytes(text) : throw new KeyDocumentException("out of reach");
    }
}
