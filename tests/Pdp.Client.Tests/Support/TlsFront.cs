using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Pdp.Client.Tests.Support;

/// <summary>Ends TLS before a PDP, as a sidecar does.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _server;
    private readonly SslServerAuthenticationOptions _options;
    private int _handshakes;
    private volatile string? _lastClient;

    /// <summary>Begins.</summary>
    /// <param name="server">Where the PDP is.</param>
    /// <param name="certificate">What it shows.</param>
    /// <param name="clients">Whose certificates clients must show; null: they need none.</param>
    public TlsFront(IPEndPoint server, X509Certificate2 certificate, CertificateFiles? clients = null)
    {
        _server = server;
        _options = new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate, ApplicationProtocols = [SslApplicationProtocol.Http2], ClientCertificateRequired = clients is not null,
            AllowTlsResume = false,
        };
        if (clients is not null)
        {
            _options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            _options.CertificateChainPolicy.CustomTrustStore.Add(clients.Authority);
        }

        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Handshakes => Volatile.Read(ref _handshakes);

    /// <summary>Whom the last client's certificate names.</summary>
    public string? LastClient => _lastClient;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_ending.Token));
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient near)
    {
        using var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        try
        {
            await using var secure = new SslStream(near.GetStream());
            await secure.AuthenticateAsServerAsync(_options, _ending.Token);
            await far.ConnectAsync(_server, _ending.Token);
            Interlocked.Increment(ref _handshakes);
            _lastClient = secure.RemoteCertificate?.Subject;
            await using var plain = far.GetStream();
            await Task.WhenAny(secure.CopyToAsync(plain, _ending.Token), plain.CopyToAsync(secure, _ending.Token));
        }
        catch (Exception failure) when (failure is IOException or AuthenticationException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
        finally
        {
            near.Dispose();
        }
    }
}
