import type { Flavour } from "./state.ts";

/** The panel's own sentences: English as aaPanel 8.10 says them, Chinese as BaoTa 11.7 does. */
const messages = {
  keyFailed: ["Secret key verification failed", "密钥校验失败"],
  notListed: ["IP validation failed, your access IP is[127.0.0.1]", "IP校验失败,您的访问IP为[127.0.0.1]"],
  lockedOut: ["20 consecutive verification failures, prohibited for 1 hour", "连续20次验证失败,禁止1小时"],
  badAction: ["Specific parameters are invalid!", "指定参数无效!"],
  siteExists: ["The site you tried to add already exists!", "您添加的域名已存在"],
  domainExists: ["The domain you tried to add already exists!", "您添加的域名已存在"],
  wildcardMain: ["Primary domain cannot be wildcard DNS record", "主域名不能为泛解析"],
  badMain: ["Format of primary domain is incorrect", "主域名格式不正确"],
  badWebname: [
    "The format of the webname parameter is incorrect, it should be JSON",
    "webname参数格式不正确，应该是可被解析的JSON字符串",
  ],
  noPhp: ["Requested PHP version does NOT exist!", "指定PHP版本不存在!"],
  systemFolder: [
    "System critical directory cannot be used as site directory",
    "不能以系统关键目录作为站点目录",
  ],
  forbiddenFolder: [
    "Please do not set the website root directory to the system directories:<br> /www<br>/etc<br>/www/server",
    "请不要将网站根目录设置到以下关键目录中: <br> /www<br>/etc<br>/www/server",
  ],
  badPort: ["Port range is incorrect! should be between 100-65535", "端口范围不合法"],
  nginxBroken: [
    "ERROR: An error was detected in the configuration file, please fix it first<br><a style='color:red;'>nginx: [emerg] open() failed (2: No such file or directory)<br>nginx: configuration file /www/server/nginx/conf/nginx.conf test failed</a>",
    "ERROR: 检测到配置文件有错误,请先排除后再操作<br><a style='color:red;'>nginx: [emerg] open() failed</a>",
  ],
  unsafePath: ["Unsafe path", "不安全的路径"],
  siteDeleted: ["Successfully deleted site!", "站点删除成功!"],
  noSite: ["Specified site does NOT exist", "指定站点不存在!"],
  siteStopped: ["Site stopped", "站点已停用"],
  siteStarted: ["Site started", "站点已启用"],
  set: ["Setup successfully!", "设置成功!"],
  added: ["Successfully added!", "添加成功!"],
  siteAdded: ["Successfully added site!", "添加成功"],
  deleted: ["Successfully deleted", "删除成功"],
  lastDomain: ["The last domain cannot be deleted", "最后一个域名不能删除"],
  badDomain: ["Format of domain is incorrect", "域名格式不正确"],
  noFolder: ["Specified directory does not exist!", "指定目录不存在!"],
  emptyFolder: ["Directory cannot be empty!", "目录不能为空!"],
  keyMismatch: ["The key and certificate do not match.", "密钥与证书不匹配!"],
  badKey: ["Private Key ERROR, please check!", "私钥格式错误，请检查!"],
  badCertificate: ["Certificate ERROR, please check!", "证书错误,请粘贴正确的PEM格式证书!"],
  certificateSaved: ["Certificate saved!", "证书已保存!"],
  noSsl: ["SSL is NOT currently enabled", "当前未开启SSL"],
  ftpAdded: ["Setup successfully!", "添加成功"],
  ftpFailed: ["Failed to add", "添加失败"],
  ftpShort: ["Username must be at least 3 characters", "用户名必需大于3位"],
  ftpName: ["Username is illegal, special characters are NOT allowed!", "用户名不合法,不能带有特殊符号!"],
  ftpPassword: ["Password must be at least [6] characters", "FTP密码长度不能少于6位!"],
  ftpFolder: ["System critical directory cannot be used as FTP directory!", "不能以系统关键目录作为FTP目录!"],
  ftpDeleteFailed: ["Failed to delete", "修改失败"],
  ftpDeleted: ["Successfully deleted user!", "删除用户成功!"],
  unzipped: ["Uncompression succeeded!", "文件解压成功!"],
  unzipQueued: ["Decompression task added to the message queue!", "已将解压任务添加到消息队列!"],
  noFile: ["Specified file does NOT exist!", "指定文件不存在!"],
  notRar: ["The specified file is not a RAR archive", "指定文件不是RAR格式"],
  wrongPassword: ["Decompression failed, wrong password!", "解压失败,密码错误!"],
  folderExists: ["Requested directory exists!", "指定目录已存在!"],
  fileExists: ["Specified file exists!", "指定文件已存在!"],
  badName: ["Name cannot contain special characters", "名称不能包含特殊字符"],
  folderMade: ["Successfully created directory!", "目录创建成功!"],
  fileMade: ["Successfully created file!", "文件创建成功!"],
  fileSaved: ["File saved!", "文件已保存!"],
  saveFailed: ["Failed to save file, the disk may be full!", "文件保存失败,磁盘已满?"],
  tooLarge: ["Cannot edit a file larger than 3 MB", "不能保存大于3MB的文件"],
  notEditable: ["This file cannot be edited online", "该文件不能在线编辑"],
  copied: ["File copied!", "文件复制成功!"],
  moved: ["Successfully moved!", "移动成功!"],
  recycled: ["File moved to recycle bin!", "已将文件移动到回收站!"],
  folderRecycled: ["Directory moved to recycle bin!", "已将目录移动到回收站!"],
  dangerous: ["Please do NOT delete system critical directories", "请不要花样作死!"],
  erased: ["Permanently deleted!", "已彻底从回收站删除!"],
  uploaded: ["Successfully uploaded!", "上传成功!"],
  badUploadName: ["File name cannot contain special characters", "文件名中包含特殊字符"],
  uploadStuck: [
    "Upload failed, please delete the temporary file and try again",
    "上传失败, 请删除临时文件后重试",
  ],
} as const satisfies Record<string, readonly [string, string]>;

export type MessageKey = keyof typeof messages;

export function say(flavour: Flavour, key: MessageKey): string {
  return messages[key][flavour === "aapanel" ? 0 : 1];
}

export function sayDomainTaken(flavour: Flavour, domain: string, site: string): string {
  return flavour === "aapanel"
    ? `The specified domain name has been bound by the website [${site}]`
    : `指定域名[${domain}]已被网站[${site}]绑定过了`;
}

export function sayFtpExists(flavour: Flavour, name: string): string {
  return flavour === "aapanel" ? `User [${name}] exists!` : `用户[${name}]已存在!`;
}
