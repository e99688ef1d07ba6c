using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using Pdp.Contracts.V1;
using Pdp.Server.Transport;

namespace Pdp.Server.Tests.Transport;

/// <summary>A client that encrypts, with connections of its own.</summary>
internal sealed class TlsClient : IDisposable
{
    private readonly SocketsHttpHandler _handler;
    private readonly GrpcChannel? _channel;
    private volatile string? _server;

    /// <summary>Makes one.</summary>
    /// <param name="server">Where the server is.</param>
    /// <param name="authority">Whom it believes.</param>
    /// <param name="certificate">What it shows; null: nothing.</param>
    /// <param name="between">The certificates between that and its authority.</param>
    /// <param name="version">The version of HTTP; null: gRPC.</param>
    /// <param name="protocols">The versions of TLS.</param>
    /// <param name="id">The SPIFFE ID that the server has to have; null: it is known by its address.</param>
    public TlsClient(
        EndPoint server, Authority authority, Issued? certificate = null, X509Certificate2Collection? between = null, Version? version = null,
        SslProtocols protocols = SslProtocols.Tls12 | SslProtocols.Tls13, string? id = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(authority.Certificate);
        _handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = policy, EnabledSslProtocols = protocols,
                ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate.Whole(), between, offline: true),
                RemoteCertificateValidationCallback = (_, shown, _, errors) =>
                {
                    _server = shown?.GetSerialNumberString();
                    return id is null
                        ? errors == SslPolicyErrors.None
                        : (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == 0 && AlternativeNames.Of((X509Certificate2)shown!)!.Uris.SequenceEqual([id]);
                },
            },
        };
        var address = new Uri($"https://{server}");
        Http = new HttpClient(_handler, disposeHandler: false) { BaseAddress = address, DefaultRequestVersion = version ?? HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (version is not null) return;
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = _handler });
        Decisions = new DecisionService.DecisionServiceClient(_channel);
    }

    public HttpClient Http { get; }

    public DecisionService.DecisionServiceClient Decisions { get; } = null!;

    /// <summary>The serial number of the certificate that the server showed last.</summary>
    public string? ServerSerial => _server;

    public void Dispose()
    {
        _channel?.Dispose();
        Http.Dispose();
        _handler.Dispose();
    }
}
