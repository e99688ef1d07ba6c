using Pdp.Server;

return PdpServerCommand.Create("pdp-server").Parse(args).Invoke();
