using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Pdp.Server.Access;
using Pdp.Server.Gateways;
using Pdp.Server.Settings;
using Pdp.Server.Transport;

namespace Pdp.Server.Hosting;

/// <summary>The two addresses that the server listens on: one for gRPC, one for HTTP.</summary>
/// <param name="options">The settings.</param>
internal sealed class Listening(PdpServerOptions options)
{
    private ListenOptions? _grpc;
    private ListenOptions? _http;

    /// <summary>Where gRPC is served, with the port that was given when none was asked for.</summary>
    public EndPoint Grpc => _grpc!.EndPoint!;

    /// <summary>Where HTTP is served.</summary>
    public EndPoint Http => _http!.EndPoint!;

    /// <summary>Has a host listen on both.</summary>
    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // gRPC bounds its messages itself and lifts this bound for streams: here it only must not be the narrower one.
        const int FrameHeader = 5;
        kestrel.Limits.MaxRequestBodySize = Math.Max(
            kestrel.Limits.MaxRequestBodySize ?? 0, (long)options.MaxMessageBytes + FrameHeader);
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(60);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        kestrel.AllowAlternateSchemes = options.BehindTls;
        var transport = kestrel.ApplicationServices.GetService<TlsTransport>();
        Bind(options.Grpc, HttpProtocols.Http2, HttpProtocols.Http2, listen => _grpc = listen);
        Bind(options.Http, HttpProtocols.Http1, HttpProtocols.Http1AndHttp2, listen => _http = listen);

        void Bind(ListenAddress address, HttpProtocols plain, HttpProtocols encrypted, Action<ListenOptions> keep)
        {
            if (address.UnixPath is { } path) kestrel.ListenUnixSocket(Path.GetFullPath(path), Configure);
            else kestrel.Listen(address.EndPoint, Configure);

            void Configure(ListenOptions listen)
            {
                var isUnix = address.UnixPath is not null;
                listen.Protocols = isUnix || transport is null ? plain : encrypted;
                if (isUnix) listen.Use(UnixPeer.Note);
                else if (transport is not null) listen.UseTls(transport, needsCertificate: encrypted == HttpProtocols.Http2);
                CallerConnection.UseCallers(listen, kestrel.ApplicationServices.GetRequiredService<GatewayCallers>(), options.BehindTls);
                keep(listen);
            }
        }
    }

    /// <summary>What is told when an address cannot be had.</summary>
    public StartUpException Refused(Exception exception)
    {
        // The framework names the address in its text alone; the second is tried only when the first could be had.
        var address = exception.Message.Contains(options.Http.EndPoint.ToString()!, StringComparison.Ordinal) ? options.Http : options.Grpc;
        var option = ReferenceEquals(address, options.Http) ? "--http" : "--grpc";
        var inUse = exception is AddressInUseException || exception.InnerException is AddressInUseException;
        var why = inUse ? "the address is in use" : exception.GetBaseException().Message.TrimEnd('.').ToLowerInvariant();
        var help = inUse ? $"stop what listens there, or name another with `{option}`" : $"name another address with `{option}`";
        return new StartUpException($"cannot listen on `{address}`: {why}", help, exception);
    }
}
